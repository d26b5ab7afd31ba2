"""The form of a material: what it is, whom it is for, when it is released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Material, Module
from courses.uploads import kinds
from courses.uploads.problems import UploadError
from courses.uploads.taking import Taken, take

MOST_FILES = 20
_SESSION_RULES = {Material.Release.SESSION, Material.Release.CHECK_IN}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each looked through: gives pairs of the name it came by and what was taken."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = [super(FilesField, self).clean(each, initial) for each in self._listed(data)]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(_("一次最多上传 %(most)s 个文件。"), params={"most": MOST_FILES})
        taken: list[tuple[str, Taken]] = []
        problems = []
        for upload in filter(None, uploads):
            try:
                taken.append((upload.name or "", _taken(upload)))
            except UploadError as error:
                told = {"name": upload.name, "problem": error.render(gettext)}
                problems.append(gettext("%(name)s：%(problem)s") % told if len(uploads) > 1 else told["problem"])
        if problems:
            raise forms.ValidationError(problems)
        return taken

    @staticmethod
    def _listed(data: Any) -> Sequence[Any]:
        return data if isinstance(data, list | tuple) else [data]


def _taken(upload: UploadedFile[bytes]) -> Taken:
    return take(cast("Any", upload.file), upload.name or "", upload.size or 0)


class MaterialForm(forms.ModelForm):  # type: ignore[type-arg]
    title = forms.CharField(
        label=_("标题"), max_length=200, required=False, help_text=_("文件可以不填，用文件名作标题。")
    )
    url = forms.URLField(label=_("网址"), required=False, assume_scheme="https")
    uploads = FilesField(
        label=_("文件"),
        required=False,
        allow_empty_file=True,
        widget=FilesInput({"accept": kinds.ACCEPT, "multiple": True}),
    )
    release_session = forms.TypedChoiceField(label=_("哪一场"), required=False, coerce=int, empty_value=None)
    release_exercise = forms.ChoiceField(label=_("哪个练习"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Material
        fields = [
            *("kind", "title", "body", "url", "module", "audience"),
            *("release", "release_session", "release_exercise"),
        ]
        widgets = {"body": forms.Textarea({"rows": 10}), "kind": forms.RadioSelect()}
        help_texts = {"body": _("可用 Markdown。")}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course
        module = cast("forms.ModelChoiceField[Module]", self.fields["module"])
        module.queryset = course.modules.order_by("position")
        module.label_from_instance = lambda line: "　" * line.depth + str(line)[:60]  # type: ignore[method-assign,assignment]
        module.empty_label = gettext("整门课程")
        self._choices_of("release_session").choices = [("", gettext("讲这个章节的那一场")), *_sessions(course)]
        exercises = course.exercises.order_by("position", "pk").values_list("slug", "title")
        self._choices_of("release_exercise").choices = [("", "—"), *exercises]
        kind = self._choices_of("kind")
        kind.choices = list(reversed(Material.Kind.choices))
        if self.instance.pk:
            kind.disabled = True
            self.fields["uploads"].widget.attrs["multiple"] = False
            self.initial["revision"] = self.instance.revision
        else:
            self.initial.setdefault("kind", Material.Kind.FILE)

    def _choices_of(self, name: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[name])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind", "")
        if kind != Material.Kind.FILE:
            data["uploads"] = []
        self._want({Material.Kind.PAGE: "body", Material.Kind.LINK: "url"}.get(kind, ""), data)
        if kind == Material.Kind.FILE and not self.instance.file:
            self._want("uploads", data)
        if kind != Material.Kind.FILE or self.instance.file:
            self._want("title", data)
        if data.get("release") not in _SESSION_RULES:
            data["release_session"] = None
        if data.get("release") != Material.Release.EXERCISE:
            data["release_exercise"] = ""
        data["body"] = data.get("body", "").replace("\r\n", "\n")
        return data

    def _want(self, name: str, data: dict[str, Any]) -> None:
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, gettext("请填写这一项。"))

    def _get_validation_exclusions(self) -> set[str]:
        """A file may bring its own title."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | ({"title"} if not self.cleaned_data.get("title") else set())


def _sessions(course: Course) -> list[tuple[int, str]]:
    count = course.days * len(course.blocks)
    return [(number, gettext("第 %(number)s 场") % {"number": number}) for number in range(1, count + 1)]
