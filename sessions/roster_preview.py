"""What an import would do, person by person: looked at before it is confirmed, asked again when it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from sessions.models import Cohort, Enrolment, RosterImport
from sessions.roster_grid import Grid
from sessions.roster_rows import LABELS, OF_PLACE, Entry, RowProblem, columns_missing, entries_of
from sessions.vacancies import Vacancies

NEW, EXISTING, DUPLICATE, CONFLICT, ERROR = "new", "existing", "duplicate", "conflict", "error"
STATUSES = {
    NEW: gettext_lazy("新学员"),
    EXISTING: gettext_lazy("已有账号"),
    DUPLICATE: gettext_lazy("表内重复"),
    CONFLICT: gettext_lazy("有冲突"),
    ERROR: gettext_lazy("要改正"),
}
OF_PERSON = ("phone", "email")
_BACK = (Enrolment.State.WITHDRAWN, Enrolment.State.MOVED)


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose value in the file differs from what is on record; `taken` if the file's shall count."""

    field: str
    before: str
    after: str
    taken: bool

    @property
    def label(self) -> str:
        return str(LABELS[self.field])


@dataclass(frozen=True, slots=True)
class PreviewRow:
    entry: Entry
    status: str
    person: User | None = None
    place: Enrolment | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    named_differently: bool = False  # the number is known under another name: somebody has to say which is right
    decision: str = ""  # then "keep" the name on record or "rename"
    skipped: bool = False  # left out by choice
    waits: bool = False  # no place is left: goes on the waiting list

    @property
    def label(self) -> str:
        return str(STATUSES[self.status])

    @property
    def written(self) -> bool:
        """Whether confirming does anything with this row."""
        return not self.skipped and (self.status in {NEW, EXISTING} or bool(self.decision))

    @property
    def seated(self) -> bool:
        """Whether the row gives somebody a place, new or once more."""
        return self.written and (self.place is None or self.place.state in _BACK)

    @property
    def renames(self) -> bool:
        return self.decision == "rename"

    @property
    def corrects(self) -> bool:
        """Whether the row belongs into the file of rows to be put right."""
        return self.status in {CONFLICT, ERROR} and not self.written


@dataclass(frozen=True)
class Preview:
    rows: tuple[PreviewRow, ...]
    passed: tuple[int, ...]
    missing: tuple[str, ...]  # what the columns must hold and do not

    @cached_property
    def counts(self) -> Mapping[str, int]:
        return Counter(row.status for row in self.rows)

    @cached_property
    def to_write(self) -> int:
        return sum(row.written for row in self.rows)

    @cached_property
    def waiting(self) -> int:
        return sum(row.waits for row in self.rows)

    @cached_property
    def digest(self) -> str:
        """The same as long as confirming would do the same."""
        facts = [
            (row.entry.number, row.status, row.written, row.waits, row.person.pk if row.person else 0,
             [(change.field, change.before, change.taken) for change in row.changes])
            for row in self.rows
        ]  # fmt: skip
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def preview_of(roster: RosterImport, cohort: Cohort) -> Preview:
    """A constant number of queries for any number of rows."""
    missing = tuple(columns_missing(roster.columns))
    if missing:
        return Preview((), (), missing)
    entries, passed = entries_of(Grid.of_json(roster.grid), roster.columns)
    rows = classify(entries, cohort, roster.choices)
    return Preview(tuple(rows), tuple(passed), ())


def classify(entries: Sequence[Entry], cohort: Cohort, choices: Mapping[str, Any]) -> Iterator[PreviewRow]:
    judge = _Judge(entries, cohort, choices)
    vacancies = Vacancies.of(cohort)
    for entry in entries:
        row = judge.row(entry)
        if row.seated and not vacancies.take(entry.values.get("branch", "") or (row.place.branch if row.place else "")):
            row = replace(row, waits=True)
        yield row


class _Judge:
    """Knows everybody on the list who has an account, and the rows it has seen."""

    def __init__(self, entries: Sequence[Entry], cohort: Cohort, choices: Mapping[str, Any]) -> None:
        self.cohort = cohort
        self.by_field: Mapping[str, bool] = choices.get("fields", {})
        self.by_row: Mapping[str, Mapping[str, Any]] = choices.get("rows", {})
        people = User.objects.get_queryset()
        phones = [phone for entry in entries if (phone := entry.values.get("phone"))]
        emails = [email for entry in entries if (email := entry.values.get("email"))]
        self.by_phone = {person.phone: person for person in people.filter(phone__in=phones)} if phones else {}
        self.by_email = {person.email: person for person in people.filter(email__in=emails)} if emails else {}
        self.places = {place.user_id: place for place in cohort.enrolments.all()}
        self.seen: dict[str | int, Entry] = {}

    def row(self, entry: Entry) -> PreviewRow:
        row = self._judged(entry)
        for key in self._keys(entry, row.person):
            self.seen.setdefault(key, entry)
        return replace(row, skipped=bool(self._choice(entry).get("skip")) and row.status in {NEW, EXISTING})

    def _choice(self, entry: Entry) -> Mapping[str, Any]:
        return self.by_row.get(str(entry.number), {})

    def _keys(self, entry: Entry, person: User | None) -> Iterator[str | int]:
        for name in OF_PERSON:
            if entry.values.get(name):
                yield entry.values[name]
        if person:
            yield person.pk

    def _judged(self, entry: Entry) -> PreviewRow:
        if entry.problems:
            return PreviewRow(entry, ERROR, problems=entry.problems)
        by_phone = self.by_phone.get(entry.values.get("phone"))
        by_email = self.by_email.get(entry.values.get("email"))
        person = by_phone or by_email
        before = next((self.seen[key] for key in self._keys(entry, person) if key in self.seen), None)
        if before is not None:
            return self._again(entry, person, before)
        if by_phone and by_email and by_phone != by_email:
            text = _("手机号已登记为“%(one)s”，邮箱却登记为“%(other)s”。请核对后只留一项。")
            return self._conflict(entry, text % {"one": by_phone, "other": by_email})
        if person is None:
            return PreviewRow(entry, NEW)
        if refusal := self._not_ours(entry, person):
            return self._conflict(entry, refusal)
        return self._existing(entry, person)

    def _again(self, entry: Entry, person: User | None, before: Entry) -> PreviewRow:
        if before.name == entry.name:
            text = _("与第 %(line)s 行是同一个人，只导入一次。")
            return PreviewRow(entry, DUPLICATE, person, problems=(_on(entry, text % {"line": before.number}),))
        text = _("与第 %(line)s 行（%(name)s）的号码或账号相同，姓名却不同。请改正号码。")
        return self._conflict(entry, text % {"line": before.number, "name": before.name})

    def _not_ours(self, entry: Entry, person: User) -> str:
        known = {"contact": entry.contact, "name": person.name}
        if person.organisation_id != self.cohort.client_id:
            text = _(
                "%(contact)s 已是另一机构人员的账号，不能编入本班。请核对号码；若此人已换单位，先在“人员”中更改机构。"
            )
            return text % known
        if not person.is_active:
            return _("%(contact)s（%(name)s）的账号已停用。请先在“人员”中恢复，再导入。") % known
        return ""

    def _conflict(self, entry: Entry, text: str) -> PreviewRow:
        return PreviewRow(entry, CONFLICT, problems=(_on(entry, text),))

    def _existing(self, entry: Entry, person: User) -> PreviewRow:
        place = self.places.get(person.pk)
        row = PreviewRow(entry, EXISTING, person, place, tuple(self._changes(entry, person, place)))
        if person.name == entry.name:
            return row
        text = _("%(contact)s 已登记为“%(name)s”，与名单上的姓名不同。请核对号码；若是同一个人，请选择用哪个姓名。")
        problem = _on(entry, text % {"contact": entry.contact, "name": person.name}, field="name")
        decision = self._choice(entry).get("name", "")
        allowed = {"keep"} if person.is_staff else {"keep", "rename"}
        return replace(
            row,
            status=CONFLICT,
            problems=(problem,),
            named_differently=True,
            decision=decision if decision in allowed else "",
        )

    def _changes(self, entry: Entry, person: User, place: Enrolment | None) -> Iterator[Change]:
        """Contacts on record are only replaced if somebody says so; what is empty is filled in."""
        wanted = self._choice(entry).get("take", {})
        of_person = () if person.is_staff else OF_PERSON
        for field, record in [(name, person) for name in of_person] + [(name, place) for name in OF_PLACE if place]:
            before, after = getattr(record, field) or "", entry.values.get(field, "")
            if after and after != before:
                default = self.by_field.get(field, field in OF_PLACE or not before)
                yield Change(field, before, after, bool(wanted.get(field, default)))


def _on(entry: Entry, text: str, field: str = "contact") -> RowProblem:
    return RowProblem(entry.number, str(LABELS[field]), text)
