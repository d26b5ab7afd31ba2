from collections.abc import Iterator

from django.conf import settings

from courses.importers import outline
from tests.bench.measure import Measure, wall_ms


def parse() -> Iterator[Measure]:
    """The client's own outline, 150 lines of module tree."""
    text = (settings.BASE_DIR / "courses" / "data" / "retail_credit" / "outline.txt").read_text(encoding="utf-8")
    yield Measure("outline: parse the client's", wall_ms(lambda: outline.parse(text)), "ms", 50)
