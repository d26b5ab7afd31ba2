from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal
from sessions.roster_rows import RowProblem, parse_roster, read_text
from sessions.rosters import RosterRefusal

MAX_BYTES = 5 * 1024 * 1024


class RosterForm(forms.Form):
    """A list of trainees, pasted or as a file; hands over its rows in `cleaned_data["rows"]`.

    `problems` names what is wrong row by row; the text stays in the form, a file's too, to be put right in place.
    """

    file = forms.FileField(
        label=gettext_lazy("名单文件"),
        required=False,
        help_text=gettext_lazy(".txt 或 .csv，最大 5 MB；UTF-8 或 GB18030 编码都可以。"),
        widget=forms.FileInput({"accept": ".txt,.csv,text/plain,text/csv"}),
    )
    text = forms.CharField(
        label=gettext_lazy("或者粘贴名单"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "每行一位学员：姓名、手机号或邮箱、机构、岗位。可以直接从表格里复制；第一行可以是列名。"
        ),
        widget=forms.Textarea(
            {
                "rows": 12,
                "spellcheck": "false",
                "placeholder": gettext_lazy("李明\t13812345678\t城东支行\t客户经理"),
            }
        ),
    )
    problems: Sequence[RowProblem] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload: UploadedFile[bytes] | None = data.get("file")
        if upload is None and not data.get("text", "").strip():
            raise forms.ValidationError(_("请选择一个文件，或粘贴名单。"))
        if upload is not None and (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("名单超过 5 MB。请只保留姓名、手机号、机构、岗位四列。"))
        try:
            text = read_text(upload.read() if upload is not None else data["text"])
            roster = parse_roster(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        self.data = {**self.data.dict(), "text": text}  # type: ignore[attr-defined]  # a QueryDict
        if roster.problems:
            self.refuse(RosterRefusal(roster.problems))
        data["rows"] = roster.rows
        return data

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, RosterRefusal):
            self.problems = refusal.problems
        self.add_error(None, str(refusal))
