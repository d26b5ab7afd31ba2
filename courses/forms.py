from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.importers import reading
from courses.importers.messages import OutlineError
from courses.importers.nodes import NodeKind
from courses.models import Course
from courses.outline_rows import MAX_DEPTH, Row

MAX_OUTLINE_BYTES = 5 * 1024 * 1024
MAX_TITLE, MAX_MARKER = 500, 30  # characters that a Module keeps


class OutlineForm(forms.Form):
    """An outline as a file or as pasted text; hands over what was read in `cleaned_data["reading"]`."""

    file = forms.FileField(
        label=_("大纲文件"),
        required=False,
        help_text=_("Word（.docx）、Excel（.xlsx）、.md 或 .txt，最大 5 MB。"),
        widget=forms.ClearableFileInput({"accept": ",".join(reading.SUFFIXES)}),
    )
    text = forms.CharField(
        label=_("或者粘贴大纲"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload: UploadedFile[bytes] | None = data.get("file")
        if upload is None and not data.get("text", "").strip():
            raise forms.ValidationError(_("请选择一个文件，或粘贴大纲文字。"))
        if upload is not None and (upload.size or 0) > MAX_OUTLINE_BYTES:
            raise forms.ValidationError(_("文件超过 5 MB。大纲只需要文字：请去掉图片再上传。"))
        if upload is None and len(data["text"].encode()) > MAX_OUTLINE_BYTES:
            raise forms.ValidationError(_("文字超过 5 MB。请分成几门课程导入。"))
        try:
            if upload is not None:
                data["reading"] = reading.read_file(upload.name or "", upload.read())
            else:
                data["reading"] = reading.read_text(data["text"])
        except OutlineError as error:
            raise forms.ValidationError(error.render(gettext)) from error
        return data


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


class LinesField(forms.CharField):
    """A list of sentences, one a line."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(required=kwargs.pop("required", False), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return _lines(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The facts of a course beside its tree."""

    background = LinesField(label=_("课程背景"), rows=6, help_text=_("每行一段。"))
    objectives = LinesField(label=_("课程收益"), rows=5, help_text=_("每行一条。"))
    delivery = LinesField(label=_("课程形式"), rows=3, help_text=_("每行一种。"))

    class Meta:
        model = Course
        fields = ["title", "days", "hours", "audience", "delivery", "objectives", "background"]
        widgets = {"audience": forms.Textarea({"rows": 2})}


class FactsForm(CourseForm):
    """The facts of a course that is there: `revision` is the state of them that the author is looking at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.facts_revision


class PreviewForm(CourseForm):
    """The read outline as the trainer put it right: the facts, and the rows of the tree as parallel lists."""

    blocks = forms.CharField(widget=forms.HiddenInput)

    def clean_blocks(self) -> list[list[str]]:
        try:
            blocks = json.loads(self.cleaned_data["blocks"])
            return [[str(start)[:5], str(end)[:5]] for start, end in blocks]
        except (ValueError, TypeError) as error:
            raise forms.ValidationError(_("上课时段无法读取，请重新导入大纲。")) from error


def _row(depth: str, marker: str, title: str, kind: str, origin: str) -> Row:
    """origin: the number of the source line, a space, and its text."""
    line, _space, source = origin.partition(" ")
    return Row(int(depth), marker.strip(), title.strip(), NodeKind(kind), int(line), source.replace("\r", ""))


def rows_from_post(data: Any) -> list[Row]:
    """The preview's rows. Raises ValidationError when a request was put together by hand and does not fit."""
    columns = [data.getlist(name) for name in ("depth", "marker", "row_title", "kind", "line")]
    try:
        rows = [
            _row(depth, marker, title, kind, line) for depth, marker, title, kind, line in zip(*columns, strict=True)
        ]
    except ValueError as error:
        raise forms.ValidationError(gettext("大纲的行无法读取，请重新导入。")) from error
    previous = -1
    for number, row in enumerate(rows, start=1):
        if not 0 <= row.depth <= min(previous + 1, MAX_DEPTH):
            raise forms.ValidationError(
                gettext("第 %(number)s 行的层级不成立：它比上一行深了不止一级。") % {"number": number}
            )
        if not row.title:
            raise forms.ValidationError(
                gettext("第 %(number)s 行没有标题。请填写标题，或删去这一行。") % {"number": number}
            )
        if len(row.title) > MAX_TITLE or len(row.marker) > MAX_MARKER:
            text = gettext("第 %(number)s 行太长：标题最多 %(title)s 字，编号最多 %(marker)s 字。请拆成几行。")
            raise forms.ValidationError(text % {"number": number, "title": MAX_TITLE, "marker": MAX_MARKER})
        previous = row.depth
    return rows
