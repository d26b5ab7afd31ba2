import datetime as dt

import pytest

from sessions.drafting import from_document
from sessions.models import AgendaItem, DraftEdit, TimetableDraft
from sessions.timetable import fit_timetable
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, ExerciseFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2031, 3, 4)


@pytest.fixture
def trainer():
    return UserFactory(trainer=True, name="周明远")


@pytest.fixture
def cohort(trainer):
    course = CourseFactory(days=1, hours=6)
    for position, minutes in enumerate([60, 40, None, None]):
        ModuleFactory(course=course, position=position, title=f"主题{position}", minutes=minutes)
    cohort = CohortFactory(code="HT-1", course=course, trainers=[trainer], start_date=DAY)
    fit_timetable(cohort, trainer)
    return cohort


class Editor:
    """One person at the editor: posts what the page would, knowing the revision they last saw."""

    def __init__(self, client, user, code="HT-1"):
        self.client, self.user, self.base, self.seen = client, user, f"/cohorts/{code}/timetable/edit/", 0
        self.look()

    def look(self):
        self.client.force_login(self.user)
        self.page = self.client.get(self.base)
        self.seen = self.page.context["revision"]

    def act(self, act, **values):
        return self._post("act/", {"act": act, **values})

    def undo(self):
        return self._post("undo/", {})

    def _post(self, where, values):
        self.client.force_login(self.user)
        response = self.client.post(
            self.base + where, {"revision": self.seen, **values}, headers={"hx-request": "true"}
        )
        self.seen = response.context["revision"]
        return response.content.decode()


@pytest.fixture
def editor(client, trainer, cohort):
    return Editor(client, trainer)


@pytest.fixture
def colleague(client, cohort):
    user = UserFactory(trainer=True, name="何静")
    cohort.trainers.add(user)
    return Editor(client, user)


def draft():
    return from_document(TimetableDraft.objects.get().document)


def shape():
    return [[(card.title or card.kind, card.minutes) for card in half.cards] for half in draft().halves]


def key(title, nth=0):
    return [f"a{item.pk}" for item in AgendaItem.objects.filter(title=title).order_by("session", "position")][nth]


def live():
    return list(AgendaItem.objects.order_by("session", "position").values_list("pk", "session", "position", "minutes"))


# One person -----------------------------------------------------------------------------------------------------------


def test_the_published_timetable_stays_until_the_draft_is_published(editor):
    before = live()
    editor.act("resize", card=key("主题0"), minutes=30)
    assert ("主题0", 30) in shape()[0]
    assert live() == before


def test_the_totals_stand_beside_the_outlines_hours(editor, cohort):
    page = editor.page.context["page"]
    assert (page.minutes, page.required, page.breaks, page.differs) == (360, 360, 20, 0)
    half = draft_half(cohort, 2)
    editor.act("retime", half=half, day="2031-03-04", starts="14:00", ends="16:00")
    editor.look()
    page = editor.page.context["page"]
    assert (page.minutes, page.differs) == (300, -60)
    assert page.over == 60


def draft_half(cohort, number):
    return f"s{cohort.sessions.get(number=number).pk}"


def test_a_card_is_dragged_into_another_session(editor, cohort):
    editor.act("move", card=key("主题0"), half=draft_half(cohort, 2), index=1)
    assert shape()[1][1] == ("主题0", 60)
    assert ("主题0", 60) not in shape()[0]


def test_a_topic_is_split_over_a_break(editor):
    editor.act("split", card=key("主题0"), at=25, pause=1)
    assert shape()[0][:3] == [("主题0", 25), ("break", 10), ("主题0", 35)]


def test_an_exercise_is_inserted_and_the_rest_is_fitted_around_what_is_locked(editor, cohort):
    ExerciseFactory(course=cohort.course, title="角色扮演")
    editor.look()
    assert '<option value="角色扮演">' in editor.page.content.decode()
    editor.act("lock", card=key("主题0"))
    editor.act("insert", half=draft_half(cohort, 1), kind="exercise", title="角色扮演", minutes=20)
    editor.act("refit")
    assert shape()[0][0] == ("主题0", 60)
    assert [half.over for half in draft().halves] == [0, 0]
    assert [card.minutes for card in draft().cards if card.title == "角色扮演"] == [20]


def test_each_step_is_undone_and_the_log_says_whose_it_was(editor):
    editor.act("resize", card=key("主题0"), minutes=30)
    before = shape()
    editor.act("remove", card=key("主题1"))
    page = editor.undo()
    assert "已撤销：删掉了“主题1”" in page
    assert shape() == before
    editor.undo()
    assert ("主题0", 60) in shape()[0]
    assert "没有可以撤销的改动" in editor.undo()


def test_a_topic_taken_off_is_offered_until_it_is_back(editor, cohort):
    page = editor.act("remove", card=key("主题0"))
    assert "还没有排进课表的内容" in page
    module = cohort.course.modules.get(title="主题0")
    page = editor.act("insert", half=draft_half(cohort, 1), kind="module", module=module.pk, minutes=30)
    assert "还没有排进课表的内容" not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"act": "resize", "minutes": "7"}, "时长要是 5 的倍数"),
        ({"act": "resize", "minutes": "x"}, "请填整数的分钟数"),
        ({"act": "resize", "minutes": "-99999999999999"}, "时长要是 5 的倍数"),
        ({"act": "split", "at": "60"}, "请填拆分后前一段的分钟数"),
        ({"act": "rename", "title": "x"}, "来自课程大纲"),
        ({"act": "up"}, "已经是第一项或最后一项"),
        ({"act": "dance"}, "不认识这个操作"),
        ({"act": "lock", "card": "a999999"}, "这一项刚刚被删掉"),
        ({"act": "retime", "day": "2031-03-04", "starts": "12:00", "ends": "9:00"}, "结束时间要晚于开始时间"),
        ({"act": "retime", "day": "2031-03-04", "starts": "ab", "ends": "9:00"}, "请按 9:00 这样的格式填时间"),
        ({"act": "retime", "day": "1", "starts": "8:00", "ends": "9:00"}, "请按 9:00 这样的格式填时间"),
        ({"act": "insert", "kind": "exercise", "title": " ", "minutes": "10"}, "请写上标题"),
        ({"act": "insert", "kind": "module", "module": "0", "minutes": "10"}, "课程里没有这一项内容"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(editor, cohort, values, words):
    half = draft_half(cohort, 1)
    page = editor._post("act/", {"card": key("主题0"), "half": half, **values})
    assert words in page
    assert not DraftEdit.objects.exists()


# Two people -----------------------------------------------------------------------------------------------------------


def test_changes_of_two_people_in_different_places_are_both_kept_and_told(editor, colleague):
    editor.act("resize", card=key("主题0"), minutes=50)
    page = colleague.act("resize", card=key("主题1"), minutes=30)
    assert "您的改动已和周明远刚才的改动合在一起：改了“主题0”的时长" in page
    assert {("主题0", 50), ("主题1", 30)} <= {card for half in shape() for card in half}


def test_on_the_same_card_the_second_is_asked_and_loses_nothing(editor, colleague):
    editor.act("resize", card=key("主题0"), minutes=50)
    page = colleague.act("resize", card=key("主题0"), minutes=30)
    assert "周明远刚才改了“主题0”的时长，与您的改动碰在一起" in page
    assert ("主题0", 50) in shape()[0]
    assert '<input type="hidden" name="minutes" value="30">' in page
    colleague.act("resize", card=key("主题0"), minutes=30, anyway="1")
    assert ("主题0", 30) in shape()[0]


def test_a_card_that_a_colleague_removed_is_asked_about(editor, colleague):
    editor.act("remove", card=key("主题0"))
    page = colleague.act("resize", card=key("主题0"), minutes=30)
    assert "周明远刚才删掉了“主题0”" in page
    assert "这一项刚刚被删掉" in colleague.act("resize", card=key("主题0"), minutes=30, anyway="1")


def test_nobody_undoes_what_they_have_not_seen(editor, colleague):
    editor.act("resize", card=key("主题0"), minutes=50)
    assert "刚才又有人改了课表，没有撤销" in colleague.undo()
    assert ("主题0", 50) in shape()[0]


# Rights and neighbours ------------------------------------------------------------------------------------------------


def test_the_editor_is_for_those_who_run_the_cohort(client, cohort):
    for stranger in (UserFactory(trainer=True), EnrolmentFactory(cohort=cohort).user):
        client.force_login(stranger)
        for page in ("edit/", "publish/"):
            assert client.get(f"/cohorts/HT-1/timetable/{page}").status_code == 404
        for page in ("edit/act/", "edit/undo/", "edit/discard/"):
            assert client.post(f"/cohorts/HT-1/timetable/{page}").status_code == 404


def test_while_there_is_a_draft_the_timetable_is_not_fitted_or_moved_underneath(client, editor, cohort):
    editor.act("resize", card=key("主题0"), minutes=30)
    page = client.post("/cohorts/HT-1/timetable/fit/", follow=True).content.decode()
    assert "有还没发布的草稿" in page
    client.post("/cohorts/HT-1/timetable/edit/discard/", {"revision": editor.seen})
    assert not TimetableDraft.objects.exists()
    assert client.post("/cohorts/HT-1/timetable/fit/", follow=True).content.decode().count("已按课程重新排好") == 1


def test_the_editor_takes_the_same_queries_for_any_number_of_cards(
    client, trainer, cohort, django_assert_max_num_queries
):
    client.force_login(trainer)
    for more in (0, 20):
        for position in range(more):
            ModuleFactory(course=cohort.course, position=10 + position)
        if more:
            fit_timetable(cohort, trainer)
        with django_assert_max_num_queries(22):
            client.get("/cohorts/HT-1/timetable/edit/")
