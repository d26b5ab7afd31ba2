"""The files of a cohort's certificates, to be handed out together."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.archives import Entry
from documents.models import Certificate
from sessions.models import Cohort


def of(cohort: Cohort) -> tuple[list[Entry], str]:
    """Each valid certificate as an entry, then a list of those without a file; and what the whole depends on."""
    valid = Certificate.objects.filter(enrolment__cohort=cohort, state=Certificate.State.VALID).order_by("number")
    entries: list[Entry] = []
    missing: list[Certificate] = []
    for certificate in valid:
        try:
            entries.append(_entry(certificate))
        except (FileNotFoundError, ValueError):
            missing.append(certificate)
    if missing:
        entries.append(_list(missing))
    state = [f"{each.number} {each.name} {each.file.name} {each.sha256}" for each in valid]
    return entries, "\n".join([*state, *(entry.name for entry in entries)])


def name_of(certificate: Certificate) -> str:
    name = "".join(character for character in certificate.name if character not in '/\\:*?"<>|')
    return f"{certificate.number} {name}.pdf"


def _entry(certificate: Certificate) -> Entry:
    def read() -> bytes:
        with certificate.file.open("rb") as file:
            return bytes(file.read())

    return Entry(name_of(certificate), certificate.issued_on, certificate.file.size, read)


def _list(missing: list[Certificate]) -> Entry:
    lines = [_("下列证书还没有生成文件，请在结业证书页面重新生成："), *map(name_of, missing)]
    text = ("\ufeff" + "\r\n".join(lines)).encode()  # as Windows opens it
    return Entry(_("没有文件的证书.txt"), timezone.localdate(), len(text), lambda: text)
