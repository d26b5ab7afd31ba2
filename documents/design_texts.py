"""The blocks of text on a certificate: what each is for, how long it may be, and what it says unless changed.

These are contents of a document, not of a page: each stands in the language the certificate is in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Block:
    label: _StrPromise
    most: int  # characters
    lines: int = 1
    second: bool = False  # in the other language of a page in two
    needed: bool = False


BLOCKS = {
    "title": Block(_("标题"), 20, needed=True),
    "subtitle": Block(_("副标题"), 60),
    "affiliation": Block(_("姓名下面一行"), 60),
    "body": Block(_("正文"), 260, lines=3, needed=True),
    "title_2": Block(_("标题（第二种语言）"), 60, second=True, needed=True),
    "body_2": Block(_("正文（第二种语言）"), 400, lines=3, second=True, needed=True),
    "proof": Block(_("二维码旁的说明"), 60),
    "signer": Block(_("签名一下面的文字"), 40),
    "signer_2": Block(_("签名二下面的文字"), 40),
}
PREPARED: Mapping[str, Mapping[str, str]] = {
    "zh-hans": {
        "title": "结业证书",
        "subtitle": "CERTIFICATE OF COMPLETION",
        "affiliation": "{单位}",
        "body": "于{日期}参加**《{课程}》**培训，实际出勤 **{学时}** 学时，达到结业要求，准予结业。",
        "proof": "扫描二维码，核验证书真伪",
    },
    "en": {
        "title": "Certificate of Completion",
        "subtitle": "",
        "affiliation": "{organisation}",
        "body": (
            "attended the course **{course}** ({dates}) for **{hours}** hours,"
            " met its requirements and is hereby awarded this certificate."
        ),
        "proof": "Scan to verify this certificate",
    },
}

# In the second language the body is a sentence of its own: the name above is not its beginning.
_WITH_NAME = {"zh-hans": "{姓名}%s", "en": "{name} %s"}


def other(language: str) -> str:
    return "zh-hans" if language == "en" else "en"


def prepared(language: str, *, bilingual: bool = False) -> dict[str, str]:
    """What the blocks say in a design that nobody has written yet."""
    texts = {**PREPARED["en" if language == "en" else "zh-hans"]}
    if bilingual:
        second = PREPARED[other(language)]
        whole = _WITH_NAME[other(language)] % second["body"]
        texts |= {"subtitle": "", "title_2": second["title"], "body_2": whole}
        texts["proof"] = f"{texts['proof']}\n{second['proof']}"
    return texts
