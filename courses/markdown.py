"""Markdown of authors → HTML that is safe to show to trainees and to hand to the PDF renderer."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br"),
    *("strong", "em", "s", "a", "table", "thead", "tbody", "tr", "th", "td", "span", "img"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "span": {"class"}, "img": {"src", "alt"}}
_PICTURE = "picture:"  # what stands for an address until the text is clean


def _image(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    """`![caption](name)`: the picture with its caption below; a name that is not known leaves the caption alone."""
    name, caption = unquote(str(tokens[index].attrs["src"])), escapeHtml(tokens[index].content)
    if name not in env["figures"]:
        return f"<em>{caption}</em>"
    source = escapeHtml(f"{_PICTURE}{name}")
    shown = f'<span class="figure-caption">{caption}</span>' if caption else ""
    return f'<span class="figure"><img src="{source}" alt="{caption}">{shown}</span>'


_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_parser.add_render_rule("image", _image)


def render_markdown(text: str, figures: Mapping[str, str] | None = None) -> SafeString:
    """HTML without scripts, styles or foreign schemes; links open with `rel="noopener noreferrer"`.

    figures: the address of each picture there is, by the name that authors call it. No other picture is shown.
    """
    known = figures or {}

    def address(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return known.get(value.removeprefix(_PICTURE))
        return None if value.startswith(_PICTURE) else value

    html = nh3.clean(
        _parser.render(text, {"figures": known}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=address,
        url_schemes={"http", "https", "mailto", "tel", _PICTURE[:-1]},
    )
    return mark_safe(html)  # noqa: S308 — nh3 has just cleaned it
