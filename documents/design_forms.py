from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from documents import placeholders
from documents.certificate_ground import contrast_on_white
from documents.certificate_looks import PICTURES
from documents.design_texts import BLOCKS, prepared
from documents.layouts import PAGES, Layout, Seal
from documents.models import CertificateDesign, DesignPicture, DesignVersion
from documents.models.designs import COLOUR

# What WCAG asks of texts and of lines.
CONTRAST = {"ink": 4.5, "accent": 3.0, "ornament": 2.0}
KIND_OF = {
    "logo": DesignPicture.Kind.LOGO,
    "seal": DesignPicture.Kind.SEAL,
    "signature": DesignPicture.Kind.SIGNATURE,
    "signature_2": DesignPicture.Kind.SIGNATURE,
}
PICTURE_LABELS = {
    "logo": gettext_lazy("标志"),
    "seal": gettext_lazy("印章图片"),
    "signature": gettext_lazy("签名一"),
    "signature_2": gettext_lazy("签名二"),
}
TEXT = "text_"


class NewDesignForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """How a design begins: a name, a layout and the language of its prepared texts."""

    name = forms.CharField(label=gettext_lazy("版式名称"), max_length=50)

    class Meta:
        model = DesignVersion
        fields = ["layout", "language"]
        widgets = {"layout": forms.RadioSelect, "language": forms.RadioSelect}

    field_order = ["name"]

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], None)

    def version(self) -> DesignVersion:
        chosen = self.cleaned_data
        texts = prepared(chosen["language"], bilingual=PAGES[Layout(chosen["layout"])].bilingual)
        return DesignVersion(layout=chosen["layout"], language=chosen["language"], texts=texts)


class DesignForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A version of a design; hands over the texts checked, in `instance.texts`."""

    name = forms.CharField(label=gettext_lazy("版式名称"), max_length=50)
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = DesignVersion
        fields = ["layout", "seal_style", "accent", "ornament", "ink", *PICTURES]
        widgets = {
            "layout": forms.RadioSelect,
            "seal_style": forms.RadioSelect,
            **{name: forms.TextInput({"type": "color"}) for name in CONTRAST},
            **dict.fromkeys(PICTURES, forms.HiddenInput),
        }

    def __init__(self, *args: Any, design: CertificateDesign, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.design = design
        self.fields["name"].initial = design.name
        for name, kind in KIND_OF.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = DesignPicture.objects.visible_to(by).filter(kind=kind)
        for name in CONTRAST:
            self.fields[name].validators.append(COLOUR)  # before their contrast is asked for
        texts = {**prepared(self.instance.language, bilingual=True), **self.instance.texts}
        for key in BLOCKS:
            self.fields[TEXT + key] = _text_field(key, texts.get(key, ""))

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], self.design)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, least in CONTRAST.items():
            if name in cleaned and contrast_on_white(cleaned[name]) < least:
                self.add_error(name, _("颜色太浅，印在白纸上看不清。请选深一些的颜色。"))
        if cleaned.get("seal_style") == Seal.PICTURE and not cleaned.get("seal"):
            self.add_error("seal_style", _("还没有印章图片。请先上传，或选别的方式。"))
        bilingual = PAGES[Layout(cleaned.get("layout") or Layout.CLASSIC)].bilingual
        for key, block in BLOCKS.items():
            empty = cleaned.get(TEXT + key) == ""
            if block.needed and empty and (bilingual or not block.second):
                self.add_error(TEXT + key, _("这里不能空着。"))
        self.instance.texts = {key: cleaned[TEXT + key] for key in BLOCKS if TEXT + key in cleaned}
        return cleaned

    def blocks(self) -> list[forms.BoundField]:
        return [self[TEXT + key] for key, block in BLOCKS.items() if not block.second]

    def second_blocks(self) -> list[forms.BoundField]:
        return [self[TEXT + key] for key, block in BLOCKS.items() if block.second]

    def colours(self) -> list[forms.BoundField]:
        return [self[name] for name in CONTRAST]


def check_placeholders(text: str) -> None:
    """Raises ValidationError, naming what nobody knows and listing what there is."""
    found = placeholders.faults(text)
    between = _("、")
    known = between.join(placeholders.names(get_language() or ""))
    told = []
    for name, meant in found.unknown:
        if meant:
            told.append(_("没有“{%(name)s}”这一项，是不是“{%(meant)s}”？") % {"name": name, "meant": meant})
        else:
            told.append(_("没有“{%(name)s}”这一项。") % {"name": name})
    if found.unknown:
        told.append(_("可以写的有：%(known)s。") % {"known": known})
    if found.unpaired:
        told.append(_("大括号没有成对。要填入的内容写成 {…}，例如 %(known)s。") % {"known": known})
    if told:
        raise ValidationError([ValidationError(each) for each in told])


def free_name(name: str, design: CertificateDesign | None) -> str:
    name = " ".join(name.split())
    others = CertificateDesign.objects.filter(name=name)
    if (others.exclude(pk=design.pk) if design else others).exists():
        raise ValidationError(_("已经有名为“%(name)s”的版式。请换一个名称。") % {"name": name})
    return name


def _text_field(key: str, initial: str) -> forms.CharField:
    block = BLOCKS[key]
    several = block.lines > 1 or key == "proof"
    widget = forms.Textarea({"rows": max(block.lines, 2)}) if several else forms.TextInput()
    return forms.CharField(
        label=block.label,
        max_length=block.most,
        required=False,
        initial=initial,
        widget=widget,
        validators=[check_placeholders],
    )
