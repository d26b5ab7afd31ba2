from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.importers.text import MAX_BYTES
from sessions.rosters import UNREADABLE


class RosterForm(forms.Form):
    """A list of trainees, pasted or as a file; hands over `cleaned_data["source"]` and, of a file, its name."""

    file = forms.FileField(
        label=gettext_lazy("名单文件"),
        required=False,
        help_text=gettext_lazy(".xlsx 或 .csv，最大 5 MB。旧的 .xls 请先另存为 .xlsx。"),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt,.xls,text/csv,text/plain"}),
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
                "rows": 8,
                "spellcheck": "false",
                "placeholder": gettext_lazy("李明\t13812345678\t城东支行\t客户经理"),
            }
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload: UploadedFile[bytes] | None = data.get("file")
        if upload is not None:
            if (upload.size or 0) > MAX_BYTES:  # before a byte of it is read
                raise forms.ValidationError(_(UNREADABLE["too-big"]))
            data["source"], data["name"] = upload.read(), upload.name or ""
        elif data.get("text", "").strip():
            data["source"], data["name"] = data["text"], ""
        elif "file" not in self.errors:
            raise forms.ValidationError(_("请选择一个文件，或粘贴名单。"))
        return data
