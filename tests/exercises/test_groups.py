import pytest
from django.urls import reverse

from exercises.models import Group, GroupMember, Worksheet
from sessions.models import Enrolment
from tests.exercises.world import make_world, save, signed_in, stored
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def class_of(number):
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(trainers=[trainer])
    for n in range(number):
        EnrolmentFactory(cohort=cohort, branch=f"支行{n % 3}", post=f"岗位{n % 2}", seat=n + 1)
    return cohort, signed_in(trainer)


def url(cohort, name="groups"):
    return reverse(f"exercises:{name}", args=[cohort.code])


def preview(client, cohort, groups, **more):
    return client.get(url(cohort), {"groups": groups} | more)


def confirm(client, cohort, plan):
    data = {"groups": len(plan.tables), "seed": plan.seed, "roster": plan.roster}
    return client.post(url(cohort, "deal_groups"), data, follow=True)


def seats(cohort):
    return {
        group.number: {m.enrolment_id for m in group.members.all()} for group in Group.objects.filter(cohort=cohort)
    }


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_a_deal_is_looked_at_first_and_made_as_it_was_shown():
    cohort, trainer = class_of(13)
    plan = preview(trainer, cohort, 3).context["plan"]
    assert not Group.objects.exists()
    page = confirm(trainer, cohort, plan)
    assert said(page) == ["已分成 3 组。"]
    shown = {number: {enrolment.pk for enrolment in table} for number, table in enumerate(plan.tables, 1)}
    assert seats(cohort) == shown
    assert sorted(map(len, shown.values())) == [4, 4, 5]


def test_another_look_deals_anew_and_the_same_seed_the_same():
    cohort, trainer = class_of(12)
    one, again = (preview(trainer, cohort, 3, seed=7).context["plan"] for _ in range(2))
    others = {preview(trainer, cohort, 3).context["plan"].seed for _ in range(3)}
    assert one == again
    assert len(others) == 3


def test_a_roster_that_changed_since_the_preview_is_dealt_only_after_another_look():
    cohort, trainer = class_of(12)
    plan = preview(trainer, cohort, 3).context["plan"]
    EnrolmentFactory(cohort=cohort, seat=99)
    page = confirm(trainer, cohort, plan)
    assert said(page) == ["名单刚刚有变动，请看过新的分组预览后再确认。"]
    assert not Group.objects.exists()
    assert len(page.context["plan"].tables) == 3


@pytest.mark.parametrize(
    ("trainees", "groups", "sentence"),
    [
        (0, "2", "班里还没有学员。请先在名单页添加学员，再来分组。"),
        (3, "4", "3 位学员分不成 4 组：最多 3 组。"),
        (3, "0", "请填写 1 到 200 之间的组数。"),
        (3, "许多", "请填写 1 到 200 之间的组数。"),
    ],
)
def test_an_impossible_deal_is_refused_in_words(trainees, groups, sentence):
    cohort, trainer = class_of(trainees)
    page = preview(trainer, cohort, groups)
    assert page.status_code == 200
    assert page.context["refusal"] == sentence


@pytest.mark.parametrize("data", [{}, {"groups": "x"}, {"groups": "2"}, {"groups": "2", "seed": "-1"}])
def test_a_deal_without_its_preview_is_refused(data):
    cohort, trainer = class_of(4)
    page = trainer.post(url(cohort, "deal_groups"), data, follow=True)
    assert said(page) == ["请先看分组预览，再确认。"]
    assert not Group.objects.exists()


def test_withdrawn_trainees_are_not_dealt():
    cohort, trainer = class_of(5)
    gone = Enrolment.objects.filter(cohort=cohort)[0]
    gone.state = Enrolment.State.WITHDRAWN
    gone.save()
    confirm(trainer, cohort, preview(trainer, cohort, 2).context["plan"])
    assert sum(map(len, seats(cohort).values())) == 4
    assert not GroupMember.objects.filter(enrolment=gone).exists()


def test_dealing_fewer_groups_keeps_those_that_have_written_something():
    world = make_world(groups=3, size=2)
    save(world, world.trainees[4], "customer", "早餐店")
    trainer = signed_in(world.trainer)
    page = preview(trainer, world.cohort, 1)
    assert "重新分组不会删除任何内容" in page.content.decode()
    confirm(trainer, world.cohort, page.context["plan"])
    assert {number: len(people) for number, people in seats(world.cohort).items()} == {1: 6, 3: 0}
    assert stored(Worksheet.objects.get(group__number=3)) == {"customer": "早餐店"}


def test_moving_a_trainee_changes_the_seat_and_leaves_the_work():
    world = make_world()
    mover = world.enrolments[0]
    save(world, mover.user, "customer", "早餐店")
    page = signed_in(world.trainer).post(
        world.url("move_member"), {"enrolment": mover.pk, "group": world.groups[1].pk}, follow=True
    )
    assert said(page) == [f"{mover.user.name}已到第 2 组。"]
    assert stored(Worksheet.objects.get(group=world.groups[0])) == {"customer": "早餐店"}
    assert world.sheet(mover.user).group == world.groups[1]
    assert world.sheet(world.trainees[1]).group == world.groups[0]


def test_a_late_arrival_without_a_group_is_listed_and_given_one():
    world = make_world()
    late = EnrolmentFactory(cohort=world.cohort, seat=50)
    trainer = signed_in(world.trainer)
    assert list(trainer.get(world.url("groups")).context["loose"]) == [late]
    trainer.post(world.url("move_member"), {"enrolment": late.pk, "group": world.groups[0].pk})
    assert list(trainer.get(world.url("groups")).context["loose"]) == []


def test_a_withdrawn_trainee_gets_no_seat():
    world = make_world()
    gone = EnrolmentFactory(cohort=world.cohort, seat=50, state="withdrawn")
    data = {"enrolment": gone.pk, "group": world.groups[0].pk}
    page = signed_in(world.trainer).post(world.url("move_member"), data, follow=True)
    assert said(page) == [f"{gone.user.name}已退班，不能分组。"]


def test_nobody_is_moved_from_or_into_another_cohort():
    world, other = make_world(), make_world()
    trainer = signed_in(world.trainer)
    for data in (
        {"enrolment": other.enrolments[0].pk, "group": world.groups[0].pk},
        {"enrolment": world.enrolments[0].pk, "group": other.groups[0].pk},
        {"enrolment": "x", "group": world.groups[0].pk},
        {},
    ):
        assert trainer.post(world.url("move_member"), data).status_code == 404


def test_a_trainee_sees_their_own_group_and_no_other():
    world = make_world()
    first, second, other, _ = world.trainees
    page = signed_in(first).get(world.url("groups")).content.decode()
    assert second.name in page
    assert other.name not in page
