"""A cohort with all that a handout may hold, and ordering one as a trainer does."""

import io
from typing import Any

import pypdfium2
from django.test import Client
from pypdf import PdfReader

from courses.models import Module
from documents import jobs
from documents.models import Job
from sessions.models import Cohort, StageReveal
from tests.documents.worlds import attended_cohort
from tests.factories import CaseFactory, ExerciseFactory, ModuleFactory, UserFactory

EXTRAS = ["about", "agenda", "cases", "worksheets", "notes"]
NOTE, TEACHING = "讲师备注只给讲师看", "教学说明只给讲师看"


def rich_cohort() -> Cohort:
    """Two parts: one with a text, a case told halfway and a worksheet, the other bare."""
    cohort = attended_cohort(name="海桐银行第一期")
    course = cohort.course
    course.background, course.objectives = ["背景一段。"], ["会看现金流。"]
    course.save()
    part = ModuleFactory(course=course, title="获客渠道", marker="一、", kind=Module.Kind.PART, position=1)
    text = "**要点**：先看现金流。\n\n```\n" + "x" * 300 + "\n```"
    ModuleFactory(course=course, parent=part, depth=1, title="线上渠道", body=text, trainer_notes=NOTE, position=2)
    ModuleFactory(course=course, title="贷后管理", marker="二、", kind=Module.Kind.PART, position=3)
    stages = [("情境", "为什么先看流水？"), ("结果", "两年后停办。")]
    case = CaseFactory(course=course, course__module=part, title="某村镇银行", stages=stages, teaching_note=TEACHING)
    StageReveal.objects.create(cohort=cohort, case=case, stage=1)
    ExerciseFactory(course=course, module=part, title="打分表", fields=FIELDS)
    return cohort


FIELDS: list[dict[str, Any]] = [
    {"key": "plan", "type": "long_text", "label": "方案", "rows": 6},
    {"key": "day", "type": "date", "label": "完成日期"},
    {
        "key": "pick",
        "type": "choice",
        "label": "选一项",
        "options": [{"value": "a", "label": "线上"}, {"value": "b", "label": "线下"}],
    },
    {
        "key": "score",
        "type": "table",
        "label": "评分",
        "rows": [{"key": f"row_{number}", "label": f"优势 {number}"} for number in range(40)],
        "columns": [{"key": "w", "type": "percent", "label": "权重"}],
    },
]


def parts_of(cohort: Cohort) -> list[int]:
    return list(cohort.course.modules.filter(parent=None).values_list("pk", flat=True))


def order(client: Client, cohort: Cohort, **fields: Any) -> Job:
    """By the form, and carried out; fields: what differs from a full handout for trainees in Chinese."""
    client.force_login(UserFactory(admin=True))
    form = {"edition": "trainee", "parts": parts_of(cohort), "extras": EXTRAS, "language": "zh-hans", **fields}
    answer = client.post(f"/documents/{cohort.code}/handout/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    job = Job.objects.latest("pk")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.error == ""
    return job


def handout(client: Client, cohort: Cohort, **fields: Any) -> Any:
    return PdfReader(io.BytesIO(content_of(client, cohort, **fields)))


def content_of(client: Client, cohort: Cohort, **fields: Any) -> bytes:
    with order(client, cohort, **fields).file.open("rb") as file:
        return bytes(file.read())


def text_of(reader: Any) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def blank_pages(content: bytes) -> list[int]:
    """Pages with nothing between head and foot: a flaw of the layout."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(content), 1):
        image = page.render(scale=0.5).to_pil().convert("L")
        darkest, _lightest = image.crop((0, 40, image.width, image.height - 45)).getextrema()
        if darkest > 240:
            found.append(number)
    return found
