"""Certificate designs: saving a version, choosing one for a cohort, a client or the house, putting one away."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.refusals import Refusal
from documents.certificate_looks import PICTURES, design_of
from documents.models import CertificateDesign, DesignChoice, DesignPicture, DesignVersion
from documents.pictures import Drawn, redraw
from sessions.models import Cohort

SHOWN = (*PICTURES, "design", "created_by")


def chosen_for(cohort: Cohort) -> CertificateDesign | None:
    """The cohort's own choice, else its client's, else the house's; None: the look that comes with the house."""
    own, clients = Q(choices__cohort=cohort), Q(choices__organisation=cohort.client_id)
    rank = Case(When(own, then=0), When(clients, then=1), default=2)
    usable = CertificateDesign.objects.in_use().filter(own | clients | Q(is_default=True))
    return usable.annotate(rank=rank).order_by("rank").first()


def version_for(cohort: Cohort) -> DesignVersion | None:
    """The version that a certificate issued now is given."""
    design = chosen_for(cohort)
    return latest(design) if design else None


def latest(design: CertificateDesign) -> DesignVersion | None:
    return design.versions.select_related(*SHOWN).first()


@transaction.atomic
def create(*, name: str, version: DesignVersion, by: User) -> CertificateDesign:
    design = CertificateDesign.objects.create(name=name, created_by=by)
    _append(design, version, by)
    return design


@transaction.atomic
def save(*, design: CertificateDesign, name: str, version: DesignVersion, based_on: int, by: User) -> DesignVersion:
    """Append a version; saving what is there already keeps it. Raises Refusal if somebody else saved meanwhile."""
    locked = CertificateDesign.objects.select_for_update().get(pk=design.pk)
    newest = latest(locked)
    if newest is not None and newest.number != based_on:
        told = {"who": newest.created_by.name, "number": newest.number}
        raise Refusal(
            _("%(who)s 刚保存了第 %(number)s 版。请核对下面的内容；再按一次保存，就会作为更新的一版。") % told
        )
    if locked.name != name:
        locked.name = name
        locked.save(update_fields=["name"])
    if newest is not None and design_of(newest) == design_of(version):
        return newest
    return _append(locked, version, by)


@transaction.atomic
def bring_back(*, version: DesignVersion, by: User) -> DesignVersion:
    """An earlier version once more, as the newest: nothing between is lost."""
    design = CertificateDesign.objects.select_for_update().get(pk=version.design_id)
    again = DesignVersion(**{field: getattr(version, field) for field in COPIED})
    return _append(design, again, by)


COPIED = ["layout", "language", "seal_style", "accent", "ornament", "ink", "texts", *PICTURES]


@transaction.atomic
def choose(
    *, design: CertificateDesign | None, cohort: Cohort | None = None, client: Organisation | None = None
) -> None:
    """None: go by what the client, or the house, has chosen."""
    who = {"cohort": cohort} if cohort else {"organisation": client}
    if design is None:
        DesignChoice.objects.filter(**who).delete()
    elif design.archived_at:
        raise Refusal(_("版式“%(name)s”已停用。请先恢复，再选用。") % {"name": design.name})
    else:
        DesignChoice.objects.update_or_create(**who, defaults={"design": design})


@transaction.atomic
def set_default(design: CertificateDesign, *, default: bool) -> None:
    if default and design.archived_at:
        raise Refusal(_("版式“%(name)s”已停用。请先恢复，再选用。") % {"name": design.name})
    CertificateDesign.objects.filter(is_default=True).exclude(pk=design.pk).update(is_default=False)
    CertificateDesign.objects.filter(pk=design.pk).update(is_default=default)


@transaction.atomic
def archive(design: CertificateDesign, now: dt.datetime) -> None:
    """It is offered no more; whoever had chosen it goes by the client's or the house's. Certificates keep it."""
    CertificateDesign.objects.filter(pk=design.pk).update(archived_at=now, is_default=False)


def restore(design: CertificateDesign) -> None:
    CertificateDesign.objects.filter(pk=design.pk).update(archived_at=None)


def keep_picture(content: bytes, *, kind: str, by: User) -> DesignPicture:
    """Draw an uploaded picture anew and keep that; the same picture twice is one."""
    drawn = redraw(content, kind)
    digest = hashlib.sha256(drawn.content).hexdigest()
    known = DesignPicture.objects.filter(kind=kind, sha256=digest, created_by=by).first()
    return known or _kept(drawn, kind, digest, by)


def _kept(drawn: Drawn, kind: str, digest: str, by: User) -> DesignPicture:
    picture = DesignPicture(kind=kind, sha256=digest, width=drawn.width, height=drawn.height, created_by=by)
    picture.file.save(f"{kind}-{digest[:16]}.png", ContentFile(drawn.content))
    return picture


def _append(design: CertificateDesign, version: DesignVersion, by: User) -> DesignVersion:
    last = design.versions.first()
    version.pk = None
    version.design, version.number, version.created_by = design, (last.number + 1 if last else 1), by
    version.save()
    return version
