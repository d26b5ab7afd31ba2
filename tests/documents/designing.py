"""Designs as their tests need them."""

from typing import Any

from accounts.models import User
from documents import designs
from documents.design_texts import prepared
from documents.layouts import PAGES, Layout
from documents.models import CertificateDesign, DesignPicture, DesignVersion
from tests.documents.pictures import logo, scanned_seal
from tests.factories import CohortFactory, UserFactory


def version(layout: str = Layout.CLASSIC, language: str = "zh-hans", **fields: Any) -> DesignVersion:
    texts = prepared(language, bilingual=PAGES[Layout(layout)].bilingual) | fields.pop("texts", {})
    return DesignVersion(layout=layout, language=language, texts=texts, **fields)


def designed(name: str = "一种版式", by: User | None = None, **fields: Any) -> tuple[User, CertificateDesign]:
    """A trainer, and a design of theirs."""
    if by is None:
        by = UserFactory(trainer=True)
        CohortFactory().trainers.add(by)
    return by, designs.create(name=name, version=version(**fields), by=by)


def everything(by: User) -> dict[str, Any]:
    """The fields of a version with all pictures, and two who sign."""
    kinds = DesignPicture.Kind
    seal = designs.keep_picture(scanned_seal(), kind=kinds.SEAL, by=by)
    signature = designs.keep_picture(scanned_seal(500), kind=kinds.SIGNATURE, by=by)
    return {
        "seal_style": "picture",
        "accent": "#0a5078",
        "logo": designs.keep_picture(logo(), kind=kinds.LOGO, by=by),
        "seal": seal,
        "signature": signature,
        "signature_2": signature,
        "texts": {"signer": "主任 周明远", "signer_2": "林巍"},
    }


def entered(design: CertificateDesign, **changes: Any) -> dict[str, Any]:
    """What the designer's form sends when nothing but `changes` was touched."""
    newest = designs.latest(design)
    if newest is None:
        raise ValueError("a design without a version")
    fields = {"name": design.name, "based_on": newest.number}
    fields |= {key: getattr(newest, key) for key in ("layout", "seal_style", "accent", "ornament", "ink")}
    fields |= {f"text_{key}": text for key, text in newest.texts.items()}
    return fields | changes
