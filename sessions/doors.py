"""Who comes to the cohort otherwise than by a list: those standing at the door, and those with the join link."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.phones import normalise_phone
from accounts.refusals import Refusal
from sessions.enrolments import GONE, Kind, State, administered, locked_place, next_seat, set_state
from sessions.models import Attendance, AttendanceChange, Cohort, Enrolment, EnrolmentEvent, JoinRequest
from sessions.vacancies import Vacancies

MOST_REQUESTS = 500  # that wait at a time: the link may have got into many hands


def walk_in(cohort: Cohort, by: User, *, name: str, phone: str, branch: str = "") -> Enrolment:
    """Seat somebody who stands in the room and on no list. Whoever is there is seated, full or not."""
    try:
        with transaction.atomic():
            locked = Cohort.objects.at_the_door_of(by).select_for_update().filter(pk=cohort.pk).first()
            if locked is None:
                raise Refusal(_("只有本班讲师、助教和教务可以现场加人。"))
            place = _seated(locked, name=name, phone=phone, branch=branch, walk_in=True)
            EnrolmentEvent.objects.create(enrolment=place, kind=Kind.WALKED_IN, by=by)
            return place
    except IntegrityError as error:
        raise Refusal(_("同一时间有人登记了这个号码。请再试一次。")) from error


def _seated(
    cohort: Cohort,
    *,
    name: str,
    phone: str,
    branch: str,
    post: str = "",
    walk_in: bool = False,
    state: str = State.ACTIVE,
) -> Enrolment:
    """The place of the person with this phone, whose account is made if nobody has it."""
    number = normalise_phone(phone)
    if not name.strip() or number is None:
        raise Refusal(_("请填姓名和 11 位手机号（境外号码带国家码）。"))
    person = User.objects.get_queryset().filter(phone=number).first()
    if person and (person.organisation_id != cohort.client_id or not person.is_active or person.name != name.strip()):
        raise Refusal(_("这个号码已登记在别人名下，或者账号已停用。请核对姓名和号码，或请教务处理。"))
    if person is None:
        person = User(name=name.strip(), phone=number, organisation_id=cohort.client_id, password=make_password(None))
        person.save()
    place = cohort.enrolments.filter(user=person).first()
    if place is None:
        facts = {"branch": branch.strip(), "post": post.strip(), "walk_in": walk_in, "state": state}
        return Enrolment.objects.create(cohort=cohort, user=person, seat=next_seat(cohort), **facts)
    if place.state == State.ACTIVE:
        raise Refusal(_("%(name)s 已在名单上，不用再加。") % {"name": person.name})
    if place.state not in {*GONE, State.WAITING}:
        raise Refusal(_("这个号码已登记在别人名下，或者账号已停用。请核对姓名和号码，或请教务处理。"))
    place.state = state
    place.save(update_fields=["state"])
    return place


@transaction.atomic
def merge(walked_in: Enrolment, into: Enrolment, by: User) -> None:
    """Somebody at the door was on the list under another number: their attendance goes to the place on the list.

    A session for which both have something recorded keeps what the place on the list has. The doubled place and its
    attendance stay on record, off the roster.
    """
    cohort, place = locked_place(walked_in, by)
    target = cohort.enrolments.select_related("user").filter(pk=into.pk).first()
    if target is None or target.pk == place.pk or not place.walk_in or place.state != State.ACTIVE:
        raise Refusal(_("只能把现场加入的学员并入本班名单上的另一个人。"))
    if target.state not in {State.ACTIVE, State.WAITING}:
        raise Refusal(_("%(name)s 已不在名单上，请先恢复，再合并。") % {"name": target.user})
    _hand_over(place, target, by)
    if target.state == State.WAITING:  # the person is in the room, on a seat that the doubled place held
        set_state(target, State.ACTIVE, Kind.PROMOTED, by)
    set_state(walked_in, State.MERGED, Kind.MERGED, by, other=target)
    EnrolmentEvent.objects.create(enrolment=target, kind=Kind.TOOK_OVER, by=by, other=place)
    unused = User.objects.get_queryset().filter(
        pk=place.user_id, password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None, is_staff=False
    )
    if not Enrolment.objects.exclude(pk=place.pk).filter(user=place.user_id).exists():
        unused.update(is_active=False)


def _hand_over(place: Enrolment, target: Enrolment, by: User) -> None:
    now = timezone.now()
    for attended in Attendance.objects.filter(enrolment=place).exclude(status="").select_related("session"):
        row = Attendance.objects.lock(session=attended.session, enrolment=target, at=now)
        if not row.status:
            row.checked_in_at = attended.checked_in_at
            row.record(attended.status, via=AttendanceChange.Via.MERGE, by=by, at=now)


def open_link(cohort: Cohort, by: User) -> str:
    """A new join link; an earlier one is void from now on."""
    token = secrets.token_urlsafe(24)
    _set_token(cohort, by, token)
    return token


def close_link(cohort: Cohort, by: User) -> None:
    _set_token(cohort, by, None)


def _set_token(cohort: Cohort, by: User, token: str | None) -> None:
    with transaction.atomic():
        (locked,) = administered([cohort], by)
        locked.join_token = cohort.join_token = token
        locked.save(update_fields=["join_token"])


def ask_to_join(token: str, *, name: str, phone: str, branch: str, post: str) -> Cohort:
    """Keep the wish for an admin to decide. Nobody learns whether a number is known; asking twice is asking once."""
    number = normalise_phone(phone)
    if number is None:
        raise Refusal(_("请填 11 位手机号（境外号码带国家码）。"))
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update().filter(join_token=token).first()
        if cohort is None:
            raise Refusal(_("这个报名链接已关闭。请向教务要新的链接。"))
        pending = cohort.join_requests.filter(state=JoinRequest.State.PENDING)
        if pending.count() >= MOST_REQUESTS:
            raise Refusal(_("等待批准的申请太多，暂时不能再提交。请联系教务。"))
        wish = {"name": name.strip(), "branch": branch.strip(), "post": post.strip()}
        pending.update_or_create(phone=number, defaults=wish, create_defaults={**wish, "cohort": cohort})
    return cohort


def approve(request: JoinRequest, by: User) -> Enrolment:
    """Give the place asked for: on the waiting list if the cohort is full."""
    try:
        with transaction.atomic():
            cohort, wish = _undecided(request, by)
            free = Vacancies.of(cohort).has(wish.branch)
            state = State.ACTIVE if free else State.WAITING
            place = _seated(cohort, name=wish.name, phone=wish.phone, branch=wish.branch, post=wish.post, state=state)
            EnrolmentEvent.objects.create(enrolment=place, kind=Kind.APPROVED, by=by)
            _decide(wish, JoinRequest.State.APPROVED, by)
            return place
    except IntegrityError as error:
        raise Refusal(_("同一时间有人登记了这个号码。请再试一次。")) from error


@transaction.atomic
def decline(request: JoinRequest, by: User) -> None:
    _cohort, wish = _undecided(request, by)
    _decide(wish, JoinRequest.State.DECLINED, by)


def _undecided(request: JoinRequest, by: User) -> tuple[Cohort, JoinRequest]:
    (cohort,) = administered([request.cohort], by)
    wish = cohort.join_requests.get(pk=request.pk)
    if wish.state != JoinRequest.State.PENDING:
        raise Refusal(_("这份申请已经有人处理了。请刷新页面看看。"))
    return cohort, wish


def _decide(wish: JoinRequest, state: str, by: User) -> None:
    wish.state, wish.decided_by, wish.decided_at = state, by, timezone.now()
    wish.save(update_fields=["state", "decided_by", "decided_at"])
