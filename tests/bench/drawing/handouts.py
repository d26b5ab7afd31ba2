"""A handout of some 85 pages by slices and, in the same process, by WeasyPrint in one piece."""

import gc
import io
import re
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from shutil import rmtree
from time import process_time
from typing import Any

import weasyprint
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from pypdf import PdfReader
from weasyprint.text.fonts import FontConfiguration

from courses.models import Course
from documents import handout
from documents.handout_choices import Choice
from sessions.models import Cohort
from tests.factories import CohortFactory, CourseFactory, ExerciseFactory, ModuleFactory, SessionFactory

BASE = "https://lectern.example.org"
PARTS, TOPICS, PARAGRAPHS, ROUNDS = 12, 5, 4, 3
WORDS = (
    "小微企业主把家里的钱和店里的钱混在一起，客户经理要先分开再看。",
    "第一还款来源是经营现金流，抵押物只是第二道防线（不能倒过来）。",
    "《商业银行小微企业金融服务监管评价办法》要求“敢贷、愿贷、能贷、会贷”。",
    "交叉检验的意思是：同一个数字从两三个来源互相印证，对不上就再问一次。",
    "老客户介绍来的新客户，客户经理也要到店里和家里各看一次。",
)
TABLE = (
    "| 渠道 | 适合的客户 | 注意 |\n|---|---|---|\n" + "| 商会与行业协会 | 有固定铺面的店主 | 名单要先征得同意 |\n" * 5
)
# The plain way's own idioms: a contents list by `target-counter` behind dotted leaders, heads by `string-set`.
PLAIN = """
h1 { break-before: page; string-set: chapter content() } .furniture { display: none }
.contents a::after { content: leader(".") target-counter(attr(href), page) }
@page { @top-left { content: string(chapter) } @top-right { content: "学员手册" }
  @bottom-left { content: "零售信贷" } @bottom-right { content: counter(page) " / " counter(pages) } }
"""


def cohort_of() -> Cohort:
    course: Course = CourseFactory(background=[WORDS[0] * 4], objectives=list(WORDS))
    dice = Random(7)
    for number in range(1, PARTS + 1):
        place = number * 100
        part = ModuleFactory(course=course, title=f"第 {number} 部分 渠道与风险", marker="", position=place)
        for topic in range(1, TOPICS + 1):
            child = {"course": course, "parent": part, "depth": 1, "position": place + topic, "body": _body(dice)}
            ModuleFactory(marker=f"{topic}、", title=f"第 {number} 部分的主题 {topic}", **child)
        fields = [{"key": f"plan_{each}", "type": "long_text", "label": f"方案 {each}", "rows": 6} for each in "abcd"]
        ExerciseFactory(course=course, module=part, slug=f"plan-{number}", title=f"方案 {number}", fields=fields)
    cohort: Cohort = CohortFactory(course=course)
    for number in range(1, 5):
        SessionFactory(cohort=cohort, number=number)
    return cohort


def _body(dice: Random) -> str:
    paragraphs = ["".join(dice.choices(WORDS, k=6)) for _ in range(PARAGRAPHS)]
    return "\n\n".join([*paragraphs, TABLE])


def by_slices(cohort: Cohort, now: datetime) -> bytes:
    return handout.draw(cohort, Choice(), base_url=BASE, now=now)


def plain_source(bodies: Sequence[str]) -> str:
    """The same chapters as one document."""
    names = ("base.css", *handout.STYLES)
    templates: tuple[Any, ...] = tuple(get_template(f"documents/print/{name}") for name in names)
    found: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        found.append(re.sub("<.*?>", "", match[3]))
        return f'<{match[1]} id="h{len(found)}"{match[2]}>{match[3]}</{match[1]}>'

    text = re.sub(r"<(h[12]|h3(?=>第))([^>]*)>(.*?)</\1>", numbered, "".join(bodies), flags=re.DOTALL)
    rows = "".join(f'<li><a href="#h{number}">{title}</a></li>' for number, title in enumerate(found, 1))
    styles = "".join(each.template.source for each in templates) + PLAIN
    contents = f'<h1>目录</h1><ul class="contents">{rows}</ul>'
    return f'<html lang="zh-hans"><head><style>{styles}</style></head><body>{contents}{text}</body></html>'


@contextmanager
def untuned() -> Iterator[None]:
    """The collector as Python comes with it."""
    tuned = gc.get_threshold()
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*tuned)


def plainly(source: str) -> bytes:
    with untuned():
        content: bytes = weasyprint.HTML(string=source).write_pdf(font_config=FontConfiguration())
    return content


def seconds(work: Callable[[], Any]) -> float:
    start = process_time()
    work()
    return process_time() - start


def measured() -> dict[str, float]:
    """Each the best of some rounds, slices and the plain way by turns, so that a busy machine slows down both."""
    cohort, now = cohort_of(), timezone.now()
    first, edited = [], []
    content = by_slices(cohort, now)  # reads the fonts
    for number in range(ROUNDS):
        rmtree(Path(settings.DATA_DIR) / "slices")
        first.append(seconds(lambda: by_slices(cohort, now)))
        module = cohort.course.modules.get(position=503)
        module.body += f"\n\n第 {number + 1} 次改动。"
        module.save()
        edited.append(seconds(lambda: by_slices(cohort, now)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    source = plain_source([piece.body for piece in handout.book_of(cohort, Choice(), BASE).slices()])
    plain = min(seconds(lambda: plainly(source)) for _ in range(ROUNDS))
    return {
        "pages": len(PdfReader(io.BytesIO(content)).pages),
        "seconds": min(first),
        "times": plain / min(first),
        "edited": plain / min(edited),
        "peak": peak,
    }
