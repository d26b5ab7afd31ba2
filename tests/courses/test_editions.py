"""Publishing freezes; a cohort keeps its edition until it takes a newer one over."""

import pytest
from django.urls import reverse

from accounts.refusals import Refusal
from courses import editing, undoing
from courses.describing import describe
from courses.differences import Line, compare
from courses.editions import changes_between, content_of, publish, syllabus_of
from courses.models import Case
from courses.restoring import restore
from sessions.agenda import agenda_of
from sessions.taking_over import give_back, give_newest, take_over
from sessions.timetable import fit_timetable
from tests.factories import CaseFactory, CohortFactory, CourseFactory, EnrolmentFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return UserFactory(trainer=True)


@pytest.fixture
def course():
    course = CourseFactory(title="零售信贷")
    one = ModuleFactory(course=course, title="一", position=0, marker="")
    ModuleFactory(course=course, title="甲", parent=one, depth=1, position=1, marker="")
    ModuleFactory(course=course, title="乙", parent=one, depth=1, position=2, marker="")
    CaseFactory(course=course, title="案例")
    return course


def change_everything(course, author) -> None:
    lines = {line.title: line for line in course.modules.all()}
    values = {name: getattr(lines["甲"], name) for name in editing.WRITTEN} | {"title": "甲子"}
    editing.write_line(line=lines["甲"], values=values, seen=0, by=author)
    editing.remove_line(course=course, pk=lines["乙"].pk, seen=0, by=author)
    editing.add_line(course=course, title="丙", after=None, below=None, seen=1, by=author)
    course.title = "零售信贷（修订）"
    course.save()
    Case.objects.get().stages.update(body="改过")


def titles(client, course) -> list[str]:
    tree = client.get(course.get_absolute_url()).context["tree"]
    return [node.module.title for root in tree for node in root.walk()]


def test_a_cohort_keeps_the_edition_it_was_given(client, course, author):
    publish(course=course, by=author)
    cohort = CohortFactory(course=course)
    give_newest(cohort)
    change_everything(course, author)
    client.force_login(EnrolmentFactory(cohort=cohort).user)
    assert titles(client, course) == ["一", "甲", "乙"]
    assert client.get(course.get_absolute_url()).context["course"].title == "零售信贷"
    told = syllabus_of(course, cohort.edition).cases[0].text
    assert told.stages[0].body == "某村镇银行与物流公司合作。"
    second = publish(course=course, by=author)
    assert titles(client, course) == ["一", "甲", "乙"]
    take_over(cohort=cohort, edition=second, by=UserFactory(admin=True))
    assert titles(client, course) == ["一", "甲子", "丙"]


def test_a_cohort_of_a_draft_reads_the_draft(client, course, author):
    client.force_login(EnrolmentFactory(cohort=CohortFactory(course=course)).user)
    editing.add_line(course=course, title="丙", after=None, below=None, seen=0, by=author)
    assert titles(client, course) == ["一", "甲", "乙", "丙"]


def test_the_difference_names_what_was_added_removed_and_renamed(course, author):
    first = publish(course=course, by=author)
    change_everything(course, author)
    changes = changes_between(first.content, content_of(course))
    assert changes.facts == ("课程名称",)
    assert [line.name for line in changes.outline.added] == ["丙"]
    assert [line.name for line in changes.outline.removed] == ["乙"]
    assert [(line.before, line.after) for line in changes.outline.renamed] == [("甲", "甲子")]
    assert changes.cases_edited == ("案例",)


def test_an_edition_without_changes_is_not_published_twice(course, author):
    publish(course=course, by=author)
    with pytest.raises(Refusal, match="没有变化"):
        publish(course=course, by=author)
    with pytest.raises(Refusal, match="还是空的"):
        publish(course=CourseFactory(), by=author)


def test_the_draft_goes_back_to_an_edition_and_undo_takes_that_back(course, author):
    first = publish(course=course, by=author)
    change_everything(course, author)
    changed = [line.title for line in course.modules.all()]
    restore(edition=first, by=author)
    course.refresh_from_db()
    assert course.title == "零售信贷"
    assert [line.title for line in course.modules.all()] == ["一", "甲", "乙"]
    latest = undoing.latest_change(course)
    assert latest is not None
    undoing.undo(course=course, change=latest.pk, by=author)
    assert [line.title for line in course.modules.all()] == changed


def test_an_author_publishes_and_a_trainer_takes_over_through_the_pages(client, course, author):
    cohort = CohortFactory(course=course, trainers=[author])
    client.force_login(author)
    client.post(reverse("courses:publish", args=[course.slug]), {"note": "首版"})
    page = reverse("sessions:cohort_edition", args=[cohort.code])
    assert client.get(page).context["newest"].note == "首版"
    client.post(page, {"number": 1})
    cohort.refresh_from_db()
    assert cohort.edition == course.editions.get()
    for name, args in (("editions", []), ("edition", [1])):
        assert client.get(reverse(f"courses:{name}", args=[course.slug, *args])).status_code == 200


@pytest.fixture
def taught(course, author):
    """A cohort with a timetable, given the first edition; since then the draft has got other words."""
    publish(course=course, by=author)
    cohort = CohortFactory(course=course, trainers=[author])
    give_newest(cohort)
    fit_timetable(cohort, author)
    one = course.modules.get(title="一")
    values = {name: getattr(one, name) for name in editing.WRITTEN} | {"title": "壹", "marker": "壹、"}
    editing.write_line(line=one, values=values, seen=0, by=author)
    describe(course=course, values={"title": "小微信贷", "days": 5, "hours": 30}, seen=0, by=author)
    return cohort


def told(cohort) -> tuple[set[str], set[str], str, int, int]:
    cohort.refresh_from_db()
    slots = [slot for session in agenda_of(cohort).sessions for slot in session.slots if slot.item.module_id]
    return {slot.title for slot in slots}, {slot.part for slot in slots}, cohort.course_title, cohort.days, cohort.hours


def test_the_agenda_says_what_the_cohorts_edition_says(taught, course, author):
    assert told(taught) == ({"甲", "乙"}, {"一"}, "零售信贷", 2, 12)
    fit_timetable(taught, author)
    assert told(taught) == ({"甲", "乙"}, {"一"}, "零售信贷", 2, 12)
    second = publish(course=course, by=author)
    assert told(taught) == ({"甲", "乙"}, {"一"}, "零售信贷", 2, 12)
    take_over(cohort=taught, edition=second, by=author)
    assert told(taught) == ({"甲", "乙"}, {"壹"}, "小微信贷", 5, 30)


def test_taking_over_is_undone_from_its_page_once(client, taught, course, author):
    first, second = course.editions.get(), publish(course=course, by=author)
    client.force_login(author)
    page = reverse("sessions:cohort_edition", args=[taught.code])
    client.post(page, {"number": second.number})
    assert client.post(page, {"give_back": second.number}, follow=True).context["cohort"].edition == first
    assert told(taught) == ({"甲", "乙"}, {"一"}, "零售信贷", 2, 12)
    answer = client.post(page, {"give_back": second.number}, follow=True)
    assert [str(message) for message in answer.context["messages"]][-1] == (
        "本班的版本刚刚变过，没有换回。请看最新的情况再操作。"
    )


def test_a_cohort_that_read_the_draft_reads_it_again_after_undo(course, author):
    cohort = CohortFactory(course=course, trainers=[author])
    take_over(cohort=cohort, edition=publish(course=course, by=author), by=author)
    give_back(cohort=cohort, seen=1, by=author)
    cohort.refresh_from_db()
    assert (cohort.edition, cohort.has_changed_edition) == (None, False)


def test_an_edit_of_the_cohort_gives_it_no_other_edition(client, course, author):
    admin, cohort = UserFactory(admin=True), CohortFactory(course=course, name="一期")
    fit_timetable(cohort, admin)
    publish(course=course, by=author)
    client.force_login(admin)
    page = reverse("sessions:cohort_edit", args=[cohort.code])
    initial = client.get(page).context["form"].initial
    posted = {name: "" if value is None else value for name, value in initial.items()}
    client.post(page, {**posted, "name": "第一期", "trainers": []})
    cohort.refresh_from_db()
    assert (cohort.name, cohort.edition) == ("第一期", None)


def test_only_who_runs_the_cohort_takes_over(client, course, author):
    edition = publish(course=course, by=author)
    cohort = CohortFactory(course=course)
    stranger = UserFactory(trainer=True)
    with pytest.raises(Refusal, match="本班讲师"):
        take_over(cohort=cohort, edition=edition, by=stranger)
    client.force_login(stranger)
    assert client.get(reverse("sessions:cohort_edition", args=[cohort.code])).status_code == 404


def test_a_line_that_only_changed_places_is_moved_and_the_others_are_not():
    before = [Line(1, None, "一"), Line(2, 1, "甲"), Line(3, 1, "乙"), Line(4, 1, "丙"), Line(5, None, "二")]
    after = [Line(1, None, "一"), Line(4, 1, "丙"), Line(2, 1, "甲"), Line(5, None, "二"), Line(3, 5, "乙")]
    difference = compare(before, after)
    assert [line.key for line in difference.moved] == [4, 3]
    assert not compare(before, before)
