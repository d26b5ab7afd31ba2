from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exercises.models import Exercise, Worksheet
from exercises.sheets import Entry, shown
from exercises.wording import of_answer
from exercises.working import Conflict, revision_in, save_answer, token_of, was_edited
from exercises.worksheets import AnswerError, MultipleChoice, Value, definition

SHOWN_PREFIX = "was:"  # was:<address> carries what the page showed there
MOST_COMMENT = 4000


class DealForm(forms.Form):
    """How many groups to deal, and the seed that makes the deal repeatable."""

    groups = forms.IntegerField(label=_("分成几组"), min_value=1, max_value=200)
    seed = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class GradeForm(forms.Form):
    mark = forms.DecimalField(label=_("得分"), min_value=Decimal(0), decimal_places=1)
    comment = forms.CharField(
        label=_("评语"),
        max_length=MOST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写给学员：哪里好、哪里可以更好、下一步做什么。"),
    )
    submission = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, exercise: Exercise, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        mark = self.fields["mark"]
        mark.help_text = _("0 到 %(max)s 分，可带一位小数。") % {"max": exercise.max_mark}
        mark.widget.attrs |= {"max": str(exercise.max_mark), "step": "0.5", "inputmode": "decimal"}


class SheetForm:
    """A whole worksheet sent at once, by a browser without scripts or by the submit button.

    Only fields that were changed on that page are stored. What could not be stored stays in `entries` with its reason,
    the writer's own text included.
    """

    def __init__(self, worksheet: Worksheet, data: QueryDict) -> None:
        self.worksheet = worksheet
        self.sheet = definition(worksheet.exercise.fields)
        self.data = data
        self.entries: dict[str, Entry] = {}

    def save(self, by: User) -> bool:
        """Store every changed field; whether all of them could be."""
        for name in self.data:
            address, token = name.removeprefix(SHOWN_PREFIX), str(self.data[name])
            raw = self._raw(address)
            if address != name and was_edited(sheet=self.sheet, address=address, raw=raw, token=token):
                self._save_one(address, token, by)
        return not self.entries

    def _save_one(self, address: str, token: str, by: User) -> None:
        raw = self._raw(address)
        try:
            save_answer(
                worksheet=self.worksheet,
                address=address,
                raw=raw,
                revision=revision_in(token),
                by=by,
                now=timezone.now(),
                page=self.data.get("page", "")[:32],
            )
        except AnswerError as error:
            self.entries[address] = Entry(raw, token, error=of_answer(error))
        except Conflict as conflict:
            there = conflict.answer
            theirs = shown(self.sheet, address, there.value)
            self.entries[address] = Entry(raw, token_of(there), theirs=theirs, theirs_by=there.updated_by.name)

    def _raw(self, address: str) -> Value:
        try:
            several = isinstance(self.sheet.slot(address).scalar, MultipleChoice)
        except AnswerError:
            several = False
        return self.data.getlist(address) if several else self.data.get(address, "")
