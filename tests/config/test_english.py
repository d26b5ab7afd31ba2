"""In English nothing of the interface stays Chinese: each role follows every link it is offered."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, Model, TextField
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.models import User
from config.demo import classes, people
from courses.models import Course
from courses.packs import BUILT_IN, load_pack
from documents import jobs
from documents.models import Certificate
from exercises.packs import load_exercises
from sessions import checkin
from sessions.models import Cohort

# Ideographs, Chinese punctuation and full-width forms.
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff5e]")
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
DOWNLOADS = {"documents:job_file", "documents:certificate", "documents:certificate_archive", "exercises:pack_export"}
LEAVES = {"account_logout", "static", *DOWNLOADS}
OTHER_LANGUAGE = "?lang=zh-hans"  # a page that offers itself in Chinese
ONCE, TWICE = 1, 2  # how many addresses of one page are read: with a query, and without


def latin(value: object) -> object:
    """The same data as if people had written it in another script, as long and as distinct as before."""
    if isinstance(value, str):
        return CHINESE.sub(lambda found: chr(0x100 + ord(found[0]) % 0x140), value)
    if isinstance(value, list):
        return [latin(each) for each in value]
    if isinstance(value, dict):
        return {key: latin(each) for key, each in value.items()}
    return value


def romanise(model: type[Model]) -> None:
    names = [
        field.attname for field in model._meta.concrete_fields if isinstance(field, CharField | TextField | JSONField)
    ]
    for each in model._default_manager.all():
        changed = {
            name: latin(getattr(each, name)) for name in names if latin(getattr(each, name)) != getattr(each, name)
        }
        if changed:
            model._default_manager.filter(pk=each.pk).update(**changed)


@pytest.fixture
def demo(db, monkeypatch) -> people.Staff:
    monkeypatch.setattr(jobs, "run", lambda _: None)  # the words of the pages need no PDF
    course = load_pack(BUILT_IN / "retail_credit")
    load_exercises(course, BUILT_IN / "retail_credit" / "exercises")
    staff, day = people.make_staff(), timezone.localdate()
    classes.make_finished_class(course, staff, day)
    today = classes.make_class_of_today(course, staff, day)
    checkin.open_check_in(today.sessions.filter(ends_at__gt=timezone.now()).order_by("number")[0], staff.trainer)
    for app in ("accounts", "courses", "course_sessions", "exercises", "documents"):
        for model in apps.get_app_config(app).get_models():
            romanise(model)
    User.objects.update(is_demo=False)  # who may sign in anywhere
    return staff


@pytest.fixture
def reader(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def chinese_of(page: str) -> list[str]:
    rest = page.replace("简体中文", "").replace(">元<", "><")  # a language's own name; a worksheet's own unit of money
    return sorted({rest[max(0, found.start() - 20) : found.end() + 20] for found in CHINESE.finditer(rest)})


def walk(client: Client, start: str) -> tuple[set[str], dict[str, list[str]]]:
    """The pages reached from the start by links, and the Chinese found on each."""
    seen: Counter[tuple[str, bool]] = Counter()
    found, waiting, known = {}, [start], {start}
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(address.split("?")[0]).view_name
        except Resolver404:
            continue
        place = (name, "?" in address)
        if name in LEAVES or address.endswith(OTHER_LANGUAGE) or seen[place] >= (ONCE if "?" in address else TWICE):
            continue
        seen[place] += 1
        answer = client.get(address)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        if chinese := chinese_of(text):
            found[address] = chinese
        links = [link.replace("&amp;", "&") for link in LINK.findall(text)]
        waiting += [link for link in dict.fromkeys(links) if link not in known]
        known.update(links)
    return {name for name, _ in seen}, found


def role(staff: people.Staff, name: str) -> User:
    if name == "trainee":
        return User.objects.get(phone=people.roster_text(people.NOW_NAMES, 1).split()[1])
    if name == "graduate":
        return Certificate.objects.order_by("number")[0].enrolment.user
    return User.objects.get(pk=getattr(staff, name).pk)  # they have their passwords since


@pytest.mark.parametrize(
    ("name", "pages"),
    [("admin", 50), ("trainer", 40), ("trainee", 12), ("graduate", 12), ("contact", 14)],
    ids=str,
)
def test_all_a_role_can_reach_is_english(reader, demo, name, pages):
    reader.force_login(role(demo, name))
    reached, chinese = walk(reader, "/")
    assert chinese == {}
    assert len(reached) >= pages


def test_what_follows_a_step_is_english(reader, demo):
    """Pages no link leads to: after publishing, reading an outline again, changing lines, ruling, revealing."""
    reader.force_login(role(demo, "admin"))
    course, cohort = Course.objects.get(), Cohort.objects.get(code="QH-DEMO-2")
    case, line = course.case_uses.all()[0].case, course.modules.all()[1]
    enrolment = Certificate.objects.order_by("number")[0].enrolment
    outline = reverse("courses:outline_act", args=[course.slug])
    reveal = reverse("sessions:case_reveal", args=[cohort.code, case.slug])
    text = "Course outline\nChapter 1 Lending\n1. Cash flow\n2. Collateral\nnobody numbered this\n"
    steps = [
        (reverse("courses:publish", args=[course.slug]), {"note": "x"}),
        (reverse("courses:publish", args=[course.slug]), {}),
        (outline, {"act": "add", "after": line.pk, "title": "New", "revision": course.revision}),
        (outline, {"act": "add", "after": line.pk, "title": "New", "revision": 0}),
        (outline, {"act": "remove", "line": line.pk, "revision": course.revision + 1}),
        (reverse("courses:import"), {"text": text}),
        (reverse("courses:import"), {"text": ""}),
        (reverse("courses:reimport", args=[course.slug]), {"text": text}),
        (reverse("courses:case_edit", args=[case.slug]), {}),
        (reverse("exercises:pack_import"), {}),
        (reverse("documents:certificate_rule", args=[cohort.code]), {"hours": "999", "exercises": "passed"}),
        (reverse("documents:certificate_ruling", args=[enrolment.pk]), {"kind": "withhold"}),
        (reverse("documents:certificate_ruling", args=[enrolment.pk]), {"kind": "withhold", "reason": "x"}),
        (reverse("documents:approve_all", args=[cohort.code]), {}),
        (reverse("documents:settle_certificates", args=[cohort.code]), {}),
        (reveal, {"stage": "1"}),
        (reveal, {"stage": "1", "take_back": "1"}),
        (reverse("documents:verify_file"), {}),
    ]
    found: dict[object, list[str]] = {}
    for number, (address, data) in enumerate(steps):
        answer = reader.post(address, data, follow=True)
        assert answer.status_code in {200, 400, 422}, (number, address, answer.status_code)
        if chinese := chinese_of(answer.content.decode()):
            found[number, address] = chinese
    later = [reverse("courses:edition", args=[course.slug, 1]), reverse("courses:editions", args=[course.slug])]
    later += [reverse("courses:outline", args=[course.slug]) + f"?line={line.pk}"]
    later += [reverse("sessions:cohort_edition", args=[cohort.code])]
    for address in later:
        if chinese := chinese_of(reader.get(address).content.decode()):
            found[address] = chinese
    assert found == {}


def test_what_a_visitor_meets_is_english(reader, demo):
    known = Certificate.objects.all()[0].token
    addresses = ["/accounts/login/", reverse("documents:verify", args=[known]), reverse("documents:verify", args=["x"])]
    addresses += [reverse("accounts:invitation", args=["x", "x"]), reverse("sessions:scan", args=["FORGED"]), "/none/"]
    assert {
        address: chinese for address in addresses if (chinese := chinese_of(reader.get(address).content.decode()))
    } == {}


def test_the_walk_sees_chinese(client, demo):
    client.force_login(role(demo, "trainer"))
    assert len(walk(client, "/")[1]) > 5
