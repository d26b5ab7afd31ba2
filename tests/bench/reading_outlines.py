from collections.abc import Iterator

from django.conf import settings

from courses.importers import outline
from courses.importers.reading import read_file, read_text
from tests.bench.measure import Measure, cpu_ms, wall_ms
from tests.courses import office


def parse() -> Iterator[Measure]:
    """The client's own outline, 150 lines of module tree."""
    text = (settings.BASE_DIR / "courses" / "data" / "retail_credit" / "outline.txt").read_text(encoding="utf-8")
    yield Measure("outline: parse the client's", wall_ms(lambda: outline.parse(text)), "ms", 50)


def long_outlines() -> Iterator[Measure]:
    """2,000 lines in three levels, as text, Word and Excel."""
    lines = list(_long())
    text = "课程大纲\n" + "\n".join(lines)
    yield Measure("outline: 2,000 lines of text", cpu_ms(lambda: read_text(text)), "ms", 500)
    document = office.word()
    for line in lines:
        document.add_paragraph(line)
    word = office.saved(document)
    yield Measure("outline: 2,000 lines of Word", cpu_ms(lambda: read_file("a.docx", word)), "ms", 500)
    sheet = office.sheet([("编号", "标题"), *(line.split(" ") for line in lines)])
    yield Measure("outline: 2,000 lines of Excel", cpu_ms(lambda: read_file("a.xlsx", sheet)), "ms", 500)


def _long() -> Iterator[str]:
    for chapter in range(1, 21):
        yield f"第{chapter}章 个人消费信贷业务拓展之{chapter}"
        for section in range(1, 10):
            yield f"{'一二三四五六七八九'[section - 1]}、 客户分层与需求的分析（{chapter}.{section}）"
            for point in range(1, 11):
                yield f"{point}、 从流水和库存看经营的真实情况，第 {point} 点"
