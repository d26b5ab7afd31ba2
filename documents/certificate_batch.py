"""All certificates of a cohort as a job: large ones in parts for all workers, bound into one document at the end."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from documents import certificate_sheets, signing
from documents.certificate_looks import PICTURES, look_of
from documents.models import Certificate, Job
from documents.progress import ItemError, Progress, Result, Split

DESIGN = ("design", *(f"design__{name}" for name in PICTURES))  # what a page is drawn from
PART = 60  # certificates: a second or two of work, so that nobody's single sheet waits for longer

logger = logging.getLogger(__name__)


def make(job: Job, progress: Progress) -> Result | Split:
    """Draw the certificates that have no file yet, and bind all valid ones into one document."""
    if job.stage == Job.Stage.BIND:
        return _bind(job, [_error(found) for part in job.parts.all() for found in part.item_errors])
    valid = _valid(job)
    if not valid:
        raise Refusal(_("这个班还没有有效的证书。请先颁发，再生成文件。"))
    missing = [certificate for certificate in valid if not certificate.file]
    if len(missing) > PART:
        chunks = [missing[start : start + PART] for start in range(0, len(missing), PART)]
        base = {"base_url": job.params["base_url"]}
        parts = [({**base, "certificates": [each.pk for each in chunk]}, len(chunk)) for chunk in chunks]
        return Split(Job.Kind.CERTIFICATES_PART, parts)
    return _bind(job, _draw(missing, job, progress, done=len(valid) - len(missing)))


def make_part(job: Job, progress: Progress) -> Result:
    """Draw the certificates this part is for; those drawn by an attempt that died are kept."""
    wanted = Certificate.objects.filter(pk__in=job.params["certificates"], state=Certificate.State.VALID)
    missing = list(wanted.filter(file="").select_related(*DESIGN))
    done = len(job.params["certificates"]) - len(missing)
    return Result(None, "", _draw(missing, job, progress, done=done))


def _valid(job: Job) -> list[Certificate]:
    valid = Certificate.objects.filter(enrolment__cohort=job.cohort, state=Certificate.State.VALID)
    return list(valid.select_related(*DESIGN))


def _draw(missing: Sequence[Certificate], job: Job, progress: Progress, *, done: int) -> list[ItemError]:
    """What could not be drawn, and why; the rest has its files."""
    errors: list[ItemError] = []
    total = done + len(missing)
    progress(done, total)
    stamp = signing.stamp()  # before anything is drawn: a key that cannot be used is said at once
    for batch in _batches(missing):
        errors += _draw_batch(batch, job.params["base_url"], stamp)
        done += len(batch)
        progress(done, total)
    return errors


def _draw_batch(batch: Sequence[Certificate], base_url: str, stamp: signing.Stamp | None) -> list[ItemError]:
    try:
        drawn = certificate_sheets.draw(batch, base_url=base_url, signer=signing.shown(stamp))
        _store([_signed(*pair, stamp) for pair in zip(batch, drawn, strict=True)])
    except Exception as error:
        if len(batch) > 1:  # one of them spoils it: each by itself tells which
            return [found for each in batch for found in _draw_batch([each], base_url, stamp)]
        logger.exception("Certificate %s could not be drawn", batch[0].number)
        reason = (
            str(error) if isinstance(error, Refusal) else _("版面生成失败。请检查姓名中的特殊字符，或联系系统管理员。")
        )
        return [ItemError(f"{batch[0].number} {batch[0].name}", reason)]
    return []


@dataclass(frozen=True)
class _Made:
    """A file as it is handed out; `drawn`: the fingerprint of the page before it was signed, if it was."""

    certificate: Certificate
    content: bytes
    drawn: str = ""
    signer: str = ""


def _signed(certificate: Certificate, content: bytes, stamp: signing.Stamp | None) -> _Made:
    if stamp is None:
        return _Made(certificate, content)
    place = look_of(certificate).design.page.sealed if signing.shown(stamp) else None
    drawn = hashlib.sha256(content).hexdigest()
    return _Made(certificate, stamp.sign(content, place=place), drawn, stamp.name)


def _store(files: Sequence[_Made]) -> None:
    """Keep the first file that was made: what was handed out must stay what its checksum says.

    The rows are locked meanwhile, so a file already under a certificate's name was left by a worker that died.
    """
    made = {file.certificate.pk: file for file in files}
    with transaction.atomic():
        for certificate in Certificate.objects.select_for_update(of=("self",)).filter(pk__in=made, file=""):
            storage = certificate.file.storage
            name = f"certificates/{certificate.issued_on.year}/{certificate.token}.pdf"
            storage.delete(name)
            file = made[certificate.pk]
            certificate.file.name = storage.save(name, ContentFile(file.content))
            certificate.sha256 = hashlib.sha256(file.content).hexdigest()
            certificate.drawn_sha256, certificate.signer = file.drawn, file.signer
            certificate.save(update_fields=["file", "sha256", "drawn_sha256", "signer"])


def _bind(job: Job, errors: Sequence[ItemError]) -> Result:
    valid = _valid(job)
    drawn = [certificate for certificate in valid if certificate.file]
    missing = [certificate for certificate in valid if not certificate.file]
    told = {error.label.split(" ", 1)[0] for error in errors}
    errors = [*errors, *(_not_reached(each) for each in missing if each.number not in told)]
    if not drawn:
        raise Refusal(_("一份证书也没有生成：%(reason)s") % {"reason": errors[0].reason if errors else ""})
    title = _("%(code)s 结业证书") % {"code": job.cohort.code}
    shown = signing.shown(signing.stamp())
    whole = certificate_sheets.bind_stored(drawn, base_url=job.params["base_url"], title=title, signer=shown)
    return Result(whole, f"{title}.pdf", errors)


def _error(found: dict[str, str]) -> ItemError:
    return ItemError(found["label"], found["reason"])


def _not_reached(certificate: Certificate) -> ItemError:
    """Of a part that failed as a whole, or issued while this job was at work."""
    return ItemError(f"{certificate.number} {certificate.name}", _("这一批没有生成完。重试即可。"))


def _batches(certificates: Sequence[Certificate]) -> Iterator[Sequence[Certificate]]:
    size = certificate_sheets.BATCH
    for start in range(0, len(certificates), size):
        yield certificates[start : start + size]
