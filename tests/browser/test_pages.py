"""The main pages of each role, at both widths and in both themes, with the demo's two classes behind them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.demo import classes, people
from courses.models import Case, Material
from documents.models import Certificate, Job
from exercises.models import Exercise, Worksheet
from sessions import checkin
from sessions.models import Cohort, Session
from tests.browser.conditions import Watch, faults_of


@dataclass(frozen=True)
class Demo:
    """What the demo shows, with check-in open in the session that is on or comes next."""

    staff: people.Staff
    today: Cohort
    finished: Cohort
    session: Session

    def user(self, role: str) -> User:
        if role == "trainee":
            return User.objects.get(phone=people.roster_text(people.NOW_NAMES, 1).split()[1])
        user: User = getattr(self.staff, role)
        return user


@pytest.fixture
def demo(course) -> Demo:
    staff, day = people.make_staff(), timezone.localdate()
    finished = classes.make_finished_class(course, staff, day)
    today = classes.make_class_of_today(course, staff, day)
    session = today.sessions.filter(ends_at__gt=timezone.now()).order_by("number")[0]
    return Demo(staff, today, finished, checkin.open_check_in(session, staff.trainer))


def of_admin(demo: Demo) -> list[str]:
    now, client = demo.today.code, demo.staff.bank
    plain = ["home", "sessions:cohorts", "sessions:cohort_new", "sessions:rooms", "sessions:room_new"]
    plain += ["accounts:people", "accounts:person_new", "accounts:organisations", "accounts:organisation_new"]
    plain += ["courses:courses", "courses:import", "documents:jobs", "account_change_password"]
    plain += ["sessions:calendar"]
    of_cohort = ["cohort", "cohort_edit", "roster", "enrol", "timetable", "register"]
    of_cohort += ["editor", "publish_preview", "timetable_versions", "conflicts", "again"]
    return [
        *map(reverse, plain),
        *(reverse(f"sessions:{name}", args=[now]) for name in of_cohort),
        reverse("accounts:person_edit", args=[demo.staff.contact.pk]),
        reverse("accounts:organisation_edit", args=[client.pk]),
        reverse("accounts:invite_sheet", args=[now]),
        reverse("documents:certificates", args=[demo.finished.code]),
        reverse("documents:certificate_rule", args=[now]),
        reverse("documents:certificate_trainee", args=[demo.today.enrolments.all()[0].pk]),
        reverse("documents:certificate", args=[Certificate.objects.all()[0].pk]),
        Job.objects.all()[0].get_absolute_url(),
    ]


def of_trainer(demo: Demo) -> list[str]:
    code, session = demo.today.code, demo.session
    exercise = Exercise.objects.get(slug="eight-stages")
    sheet = Worksheet.objects.filter(cohort=demo.finished)[0]
    course = demo.today.course.slug
    case = Case.objects.filter(courses=demo.today.course)[0]
    return [
        reverse("home"),
        reverse("sessions:cohort", args=[code]),
        *(reverse(f"sessions:{name}", args=[code, session.number]) for name in ("session", "wall")),
        reverse("sessions:wall", args=[code, session.number]) + "?names=1",
        reverse("exercises:exercises", args=[code]),
        reverse("exercises:groups", args=[code]),
        reverse("exercises:groups", args=[code]) + "?groups=7",
        reverse("exercises:worksheet", args=[code, exercise.slug]),
        reverse("exercises:progress", args=[code, exercise.slug]),
        reverse("exercises:grade", args=[demo.finished.code, exercise.slug, sheet.pk]),
        reverse("courses:course", args=[course]),
        reverse("courses:edit", args=[course]),
        reverse("courses:materials", args=[course]),
        reverse("courses:material_new", args=[course]),
        reverse("materials:cohort", args=[code]),
        *(reverse("materials:material", args=[code, each.pk]) for each in Material.objects.all()),
        reverse("courses:outline", args=[course]),
        reverse("courses:outline", args=[course]) + f"?line={demo.today.course.modules.all()[5].pk}",
        reverse("courses:editions", args=[course]),
        reverse("courses:reimport", args=[course]),
        reverse("courses:library"),
        reverse("courses:library_case", args=[case.slug]),
        reverse("courses:case_edit", args=[case.slug]),
        reverse("courses:case_new"),
        reverse("sessions:cohort_cases", args=[code]),
        reverse("sessions:cohort_case", args=[code, case.slug]),
        reverse("sessions:case_wall", args=[code, case.slug]),
    ]


def of_trainee(demo: Demo) -> list[str]:
    code, course = demo.today.code, demo.today.course
    return [
        reverse("home"),
        reverse("sessions:cohorts"),
        reverse("sessions:cohort", args=[code]),
        reverse("sessions:check_in", args=[code, demo.session.number]),
        reverse("courses:course", args=[course.slug]),
        reverse("materials:cohort", args=[code]),
        reverse(
            "materials:material", args=[code, course.materials.filter(release="before", audience="trainees")[0].pk]
        ),
        reverse("sessions:cohort_cases", args=[code]),
        reverse("sessions:cohort_case", args=[code, Case.objects.filter(courses=course)[0].slug]),
        reverse("documents:my_certificates"),
        reverse("exercises:exercises", args=[code]),
        reverse("exercises:groups", args=[code]),
        *(reverse("exercises:worksheet", args=[code, each.slug]) for each in Exercise.objects.all()),
    ]


def of_contact(demo: Demo) -> list[str]:
    seen = ("cohort", "register", "roster", "timetable")
    return [
        reverse("home"),
        reverse("sessions:cohorts"),
        *(reverse(f"sessions:{name}", args=[demo.finished.code]) for name in seen),
        reverse("documents:certificates", args=[demo.finished.code]),
    ]


PAGES = {"admin": of_admin, "trainer": of_trainer, "trainee": of_trainee, "contact": of_contact}


@pytest.mark.parametrize("role", PAGES)
def test_the_pages_of_a_role_load_fit_and_are_accessible(visit, demo, role):
    page = visit("desktop", demo.user(role))
    watch = Watch(page)
    faults = [fault for address in PAGES[role](demo) for fault in faults_of(page, watch, address)]
    assert "\n".join(faults) == ""


def test_the_open_doors_load_fit_and_are_accessible(visit, demo):
    page = visit("desktop")
    watch = Watch(page)
    verification = reverse("documents:verify", args=[Certificate.objects.all()[0].token])
    faults = faults_of(page, watch, reverse("account_login")) + faults_of(page, watch, verification)
    faults += faults_of(page, watch, reverse("documents:verify", args=["unknown"]), status=404)
    faults += faults_of(page, watch, reverse("sessions:scan", args=["FORGED"]), status=400)
    assert "\n".join(faults) == ""


def test_what_is_broken_is_found(visit, live_server):
    """The control of the two tests above: a page with one fault of each sort."""
    page = visit("desktop")
    broken = '<img src="/nothing.png"><canvas width="3000"></canvas><script>nothing()</script>'

    def spoil(route):
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        route.fulfill(response=answer, headers=headers, body=answer.text().replace("</main>", f"{broken}</main>"))

    page.route("**/accounts/login/", spoil)
    faults = "\n".join(faults_of(page, Watch(page), reverse("account_login")))
    for fault in ("script: nothing", "response: 404", "375: sticks out", "375 dark: image-alt"):
        assert fault in faults
