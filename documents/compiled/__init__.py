"""What repeats is laid out once and then filled in: certificates, the rows of a register.

WeasyPrint lays a page out once for each *shape* of its texts. Where its stream shows a text of ours, the glyphs of
another text of the same shape are put in; the fonts are cut to the glyphs of that one file, and the rest of the
document — tags, metadata, language, drawing — is WeasyPrint's own, byte for byte.

This leans on WeasyPrint's private parts (`recording`), and so on one version of it. Whatever is not understood is an
`UnsupportedError`, upon which the caller draws the plain way.
"""

from documents.compiled.errors import UnsupportedError
from documents.compiled.files import bind
from documents.compiled.grids import OVER, specimens
from documents.compiled.sheets import Sheet
from documents.compiled.tables import Place, Table
from documents.compiled.templates import Template, in_slots

__all__ = ["OVER", "Place", "Sheet", "Table", "Template", "UnsupportedError", "bind", "in_slots", "specimens"]
