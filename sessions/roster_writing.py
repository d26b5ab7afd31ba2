"""An import written and taken back: people, places and changed fields, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.models import Cohort, Enrolment, EnrolmentEvent
from sessions.roster_preview import OF_PERSON, Preview, PreviewRow
from sessions.roster_rows import OF_PLACE

Kind = EnrolmentEvent.Kind
State = Enrolment.State


@dataclass(slots=True)
class Written:
    """Who was given a place, given it back or changed; `waiting` of the places are on the waiting list."""

    new: list[Enrolment] = field(default_factory=list)
    people: list[User] = field(default_factory=list)  # made for this import
    back: list[Enrolment] = field(default_factory=list)
    waiting: int = 0
    # What stood in a changed field and what stands there now, by id.
    people_before: dict[int, dict[str, list[str | None]]] = field(default_factory=dict)
    places_before: dict[int, dict[str, list[str | None]]] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many people other than the new and the returned have something changed."""
        places = self.places_before.keys() - {place.pk for place in self.back}
        return len(self.people_before.keys() | places)

    def as_json(self) -> dict[str, Any]:
        return {
            "new": [place.pk for place in self.new],
            "people": [person.pk for person in self.people],
            "people_before": {str(pk): fields for pk, fields in self.people_before.items()},
            "places_before": {str(pk): fields for pk, fields in self.places_before.items()},
        }


def write(cohort: Cohort, preview: Preview, by: User) -> Written:
    """The cohort is locked, the preview made under that lock."""
    rows = [row for row in preview.rows if row.written]
    written = Written(waiting=sum(row.waits for row in rows))
    people = _people(cohort, rows, written)
    last = cohort.enrolments.aggregate(last=Max("seat"))["last"] or 0
    newcomers = [row for row in rows if row.place is None]
    written.new = Enrolment.objects.bulk_create(
        _place(cohort, row, people[row.entry.number], seat) for seat, row in enumerate(newcomers, start=last + 1)
    )
    changed = list(_changed_places(rows, written))
    _update(Enrolment.objects, changed, written.places_before.values())
    EnrolmentEvent.objects.bulk_create(_events(written, changed, by))
    return written


def _people(cohort: Cohort, rows: Sequence[PreviewRow], written: Written) -> dict[int, User]:
    """The account of each row by its number: those that had to be made, and those whose fields were changed."""
    found: dict[int, User] = {}
    changed: list[User] = []
    for row in rows:
        person = row.person
        if person is None:
            person = _new_person(cohort, row)
            written.people.append(person)
        elif before := _set(person, _wanted_of_person(row)):
            written.people_before[person.pk] = before
            changed.append(person)
        found[row.entry.number] = person
    User.objects.bulk_create(written.people)
    _update(User.objects, changed, written.people_before.values())
    return found


def _new_person(cohort: Cohort, row: PreviewRow) -> User:
    values = row.entry.values
    contacts = {name: values.get(name) or None for name in OF_PERSON}
    return User(name=row.entry.name, organisation_id=cohort.client_id, password=make_password(None), **contacts)


def _wanted_of_person(row: PreviewRow) -> dict[str, str]:
    wanted = {change.field: change.after for change in row.changes if change.taken and change.field in OF_PERSON}
    return wanted | ({"name": row.entry.name} if row.renames else {})


def _place(cohort: Cohort, row: PreviewRow, person: User, seat: int) -> Enrolment:
    facts = {name: row.entry.values.get(name, "") for name in OF_PLACE}
    return Enrolment(cohort=cohort, user=person, seat=seat, state=_state(row), **facts)


def _state(row: PreviewRow) -> str:
    return State.WAITING if row.waits else State.ACTIVE


def _changed_places(rows: Sequence[PreviewRow], written: Written) -> Iterable[Enrolment]:
    for row in rows:
        if row.place is None:
            continue
        wanted = {change.field: change.after for change in row.changes if change.taken and change.field in OF_PLACE}
        if row.seated:
            wanted["state"] = _state(row)
            written.back.append(row.place)
        if before := _set(row.place, wanted):
            written.places_before[row.place.pk] = before
            yield row.place


def _update(manager: Any, records: Sequence[Any], changes: Iterable[Mapping[str, object]]) -> None:
    """Write the fields that changed in any of the records, and no others: each costs time for all of them."""
    if names := sorted({name for fields in changes for name in fields}):
        manager.bulk_update(records, names, batch_size=500)


def _set(record: User | Enrolment, wanted: Mapping[str, str]) -> dict[str, list[str | None]]:
    before: dict[str, list[str | None]] = {}
    for name, value in wanted.items():
        if getattr(record, name) != value:
            before[name] = [getattr(record, name), value]
            setattr(record, name, value)
    return before


def _events(written: Written, changed: Sequence[Enrolment], by: User) -> Iterable[EnrolmentEvent]:
    for place in written.new:
        kind = Kind.WAITLISTED if place.state == State.WAITING else Kind.ENROLLED
        yield EnrolmentEvent(enrolment=place, kind=kind, by=by)
    for place in changed:
        came_back = "state" in written.places_before[place.pk]
        yield EnrolmentEvent(enrolment=place, kind=Kind.REINSTATED if came_back else Kind.UPDATED, by=by)


def take_back(cohort: Cohort, written: Mapping[str, Any], by: User) -> None:
    """Undo a `Written`: places it made go, fields it changed get their old value unless changed again since."""
    _remove(cohort, written["new"])
    places = {place.pk: place for place in cohort.enrolments.filter(pk__in=list(map(int, written["places_before"])))}
    restored = _restored(places, written["places_before"])
    _update(Enrolment.objects, restored, written["places_before"].values())
    EnrolmentEvent.objects.bulk_create(EnrolmentEvent(enrolment=place, kind=Kind.RESTORED, by=by) for place in restored)
    accounts = User.objects.get_queryset().filter(pk__in=list(map(int, written["people_before"])))
    people = {person.pk: person for person in accounts.filter(organisation_id=cohort.client_id)}
    _update(User.objects, _restored(people, written["people_before"]), written["people_before"].values())
    _forget(written["people"])


def _remove(cohort: Cohort, places: Sequence[int]) -> None:
    try:
        with transaction.atomic():
            cohort.enrolments.filter(pk__in=places).delete()
    except (ProtectedError, IntegrityError) as error:
        text = _("这批学员里已有人签到、交了作业或拿到证书，不能整批撤销。请在名单里让多出来的人逐个退班。")
        raise Refusal(text) from error


def _restored(records: Mapping[int, Any], before: Mapping[str, Mapping[str, Sequence[str | None]]]) -> list[Any]:
    found = []
    for pk, fields in before.items():
        record = records.get(int(pk))
        for name, (old, new) in fields.items() if record else ():
            if getattr(record, name) == new:
                setattr(record, name, old)
        found += [record] if record else []
    return found


def _forget(people: Sequence[int]) -> None:
    """Accounts made for the import go too, unless they have been used since or stand on another roster."""
    unused = User.objects.get_queryset().filter(
        pk__in=people,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
        last_login=None,
        is_staff=False,
        enrolments=None,
        taught_cohorts=None,
        assisted_cohorts=None,
        speaks_for=None,
    )
    try:
        with transaction.atomic():
            User.objects.get_queryset().filter(pk__in=list(unused.values_list("pk", flat=True))).delete()
    except (ProtectedError, IntegrityError):
        return  # one of them did something that is on record; an account without a place harms nobody
