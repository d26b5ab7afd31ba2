"""The forms of the case library."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.forms import LinesField
from courses.importers.cases import CaseText, StageText
from courses.models import Case, Course, Module

USUAL_STAGES = (_("情境"), _("数据"), _("结果"))
MOST_STAGES = 6


class TagsField(LinesField):
    """A list of words on one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return _now("、").join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        words = super().to_python((value or "").replace("，", "\n").replace(",", "\n").replace("、", "\n"))
        return list(dict.fromkeys(words))


class CaseForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The facts of a case beside its stages."""

    tags = TagsField(label=_("标签"), help_text=_("用逗号隔开，例如：平台，物流。"))
    sources = LinesField(label=_("资料来源"), help_text=_("每行一条：谁，什么文件，什么时候。没有可靠来源就空着。"))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    class Meta:
        model = Case
        fields = ["title", "institution", "industry", "facts_as_of", "tags", "sources", "teaching_note"]
        widgets = {"teaching_note": forms.Textarea({"rows": 6})}
        help_texts = {
            "facts_as_of": _("这些事实是什么时候的，例如“2019 年 5 月”。"),
            "teaching_note": _("只有讲师看得到，可用 Markdown。"),
        }


class StageForm(forms.Form):
    title = forms.CharField(label=_("阶段名称"), max_length=60, required=False)
    body = forms.CharField(label=_("内容"), required=False, widget=forms.Textarea({"rows": 7}))
    questions = LinesField(label=_("讨论题"), rows=3, help_text=_("每行一题。"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("body") or data.get("questions")) and not data.get("title"):
            self.add_error("title", _("请给这个阶段一个名称。"))
        return data


class StageFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Stages in order; those left empty fall out, one must remain."""

    def stages(self) -> tuple[StageText, ...]:
        return tuple(
            StageText(data["title"], data["body"].strip().replace("\r\n", "\n"), tuple(data["questions"]))
            for data in self.cleaned_data
            if data.get("body")
        )

    def clean(self) -> None:
        if not any(self.errors) and not any(form.cleaned_data.get("body") for form in self.forms):
            raise forms.ValidationError(_("请至少写一个阶段的内容。"))


Stages = forms.formset_factory(StageForm, formset=StageFormSet, extra=0, max_num=MOST_STAGES, validate_max=True)


def blank_stages(case: Case | None) -> list[dict[str, Any]]:
    """What the stage forms start from: the case's stages and one more, or the usual three."""
    if case is None:
        return [{"title": str(title)} for title in USUAL_STAGES]
    told = [{"title": stage.title, "body": stage.body, "questions": stage.questions} for stage in case.stages.all()]
    return [*told, {"title": ""}][:MOST_STAGES]


def case_text(form: CaseForm, stages: Any, slug: str) -> CaseText:
    data = form.cleaned_data
    words = ("title", "institution", "industry", "facts_as_of")
    return CaseText(
        slug=slug,
        **{name: data[name].strip() for name in words},
        teaching_note=data["teaching_note"].strip().replace("\r\n", "\n"),
        tags=tuple(data["tags"]),
        sources=tuple(data["sources"]),
        stages=stages.stages(),
    )


class UseForm(forms.Form):
    """Where to tell a case: `module` is one value of a course and its line, or the course as a whole."""

    place = forms.ChoiceField(label=_("用在"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = Module.objects.filter(Q(kind=Module.Kind.CASE) | Q(depth__lte=1)).select_related("course")
        groups: dict[int, tuple[str, list[tuple[str, str]]]] = {
            course.pk: (course.title, [(f"{course.pk}:", _now("整门课程"))]) for course in Course.objects.all()
        }
        for line in lines.order_by("course", "position"):
            groups[line.course_id][1].append((f"{line.course_id}:{line.pk}", str(line)[:60]))
        self.fields["place"].choices = list(groups.values())  # type: ignore[attr-defined]  # of a ChoiceField


def _industries() -> list[tuple[str, str]]:
    values = Case.objects.exclude(industry="").values_list("industry", flat=True).order_by("industry").distinct()
    return [(value, value) for value in values]


def _tags() -> list[tuple[str, str]]:
    tags = {tag for case_tags in Case.objects.values_list("tags", flat=True) for tag in case_tags}
    return [(tag, tag) for tag in sorted(tags)]


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    q = django_filters.CharFilter(label=_("搜索"), method="search")
    industry = django_filters.ChoiceFilter(label=_("行业"), choices=_industries, empty_label=_("全部行业"))
    course = django_filters.ModelChoiceFilter(
        label=_("课程"), field_name="courses", queryset=Course.objects.order_by("title"), empty_label=_("全部课程")
    )
    module = django_filters.ModelChoiceFilter(
        label=_("模块"),
        field_name="uses__module",
        queryset=Module.objects.filter(case_uses__isnull=False).distinct().order_by("course", "position"),
        empty_label=_("全部模块"),
    )
    tag = django_filters.ChoiceFilter(label=_("标签"), choices=_tags, method="tagged", empty_label=_("全部标签"))

    class Meta:
        model = Case
        fields: list[str] = []

    def search(self, cases: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        told = Q(stages__body__icontains=value) | Q(uses__module__title__icontains=value)
        named = Q(title__icontains=value) | Q(institution__icontains=value) | Q(industry__icontains=value)
        return cases.filter(pk__in=Case.objects.filter(told | named).values("pk"))

    def tagged(self, cases: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        # SQLite cannot ask a JSON list whether it contains a word; the library is small enough to look ourselves.
        found = [pk for pk, tags in Case.objects.values_list("pk", "tags") if value in tags]
        return cases.filter(pk__in=found)
