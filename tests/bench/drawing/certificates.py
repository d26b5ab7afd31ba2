import datetime as dt
import random
import resource
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from time import process_time
from typing import Any
from unittest.mock import patch

import weasyprint
from django.template.loader import get_template, render_to_string

from documents import certificate_sheets, pdf
from documents.models import Certificate

BASE = "https://lectern.example.org"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文斌玉兰凤洁梅琳素云莲真环雪荣爱喆堃淼翀玥瑀珺燚赟曌"
NAIVE = 6
STYLES = ("base.css", "certificate.css")


def roster(count: int) -> list[Certificate]:
    dice = random.Random(7)
    names = [dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2)))) for _ in range(count)]
    return [
        Certificate(
            number=f"LT-2026-{number:05d}",
            token=f"Zx3bQ7pLk2vN8sT4wY{number:04d}",
            name=name,
            course_title="互联网新形势下个人消费信贷和小微经营信贷业务拓展与创新",
            client_name="海桐农村商业银行股份有限公司",
            issuer="讲台培训中心",
            hours=Decimal(12) if number % 5 else Decimal("11.5"),
            first_day=dt.date(2026, 11, 23),
            last_day=dt.date(2026, 11, 24),
            issued_on=dt.date(2026, 11, 24),
        )
        for number, name in enumerate(names, 1)
    ]


def bundle(certificates: Sequence[Certificate]) -> tuple[float, list[int]]:
    """Seconds of the processor for all files, the bound one and the archive, and the size of each file."""
    start, sizes = process_time(), []
    with tempfile.TemporaryFile() as target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:

        def drawn() -> Iterator[certificate_sheets.Drawn]:
            for certificate, sheet in zip(
                certificates, certificate_sheets.sheets(certificates, base_url=BASE), strict=True
            ):
                content = sheet if isinstance(sheet, bytes) else sheet.file()
                archive.writestr(f"{certificate.number}.pdf", content)
                sizes.append(len(content))
                yield sheet

        archive.writestr("all.pdf", certificate_sheets.bind(certificates, drawn(), title="全班"))
    return process_time() - start, sizes


def cold(certificates: Sequence[Certificate]) -> tuple[float, list[int]]:
    """As for a batch that is the first of its kind: the layouts are its own to make."""
    certificate_sheets._template._skeletons.clear()
    return bundle(certificates)


def naive(certificates: Sequence[Certificate]) -> float:
    """Seconds for one certificate by `HTML(string=…).write_pdf()`, with the system's Noto fonts."""
    templates: tuple[Any, ...] = tuple(get_template(f"documents/print/{name}") for name in STYLES)
    styles = "".join(each.template.source for each in templates)
    styles = styles.replace('"Noto Serif SC", ', "").replace('"Noto Sans SC", ', "")
    sources: list[str] = []

    def caught(name: str, context: dict[str, object]) -> str:
        sources.append(render_to_string(name, context).replace("</head>", f"<style>{styles}</style></head>"))
        return "<html lang=zh></html>"

    with patch.object(pdf, "render_to_string", caught):
        for certificate in certificates:
            certificate_sheets.draw_plainly(certificate, base_url=BASE)
    start = process_time()
    for source in sources:
        weasyprint.HTML(string=source).write_pdf()
    return (process_time() - start) / len(sources)


def measured() -> dict[str, float]:
    everybody = roster(2000)
    bundle(roster(3))
    seconds60, _ = cold(everybody[:60])
    seconds500, sizes = cold(everybody[:500])
    seconds2000, _ = cold(everybody)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    by_naive = naive(everybody[:NAIVE])  # last: it takes far more memory
    return {
        "s500": seconds500,
        "x500": by_naive * 500 / seconds500,
        "x60": by_naive * 60 / seconds60,
        "linear": seconds2000 / seconds500 / 4 * 100,
        "peak": peak,
        "largest": max(sizes) / 1024,
        "single": single(everybody[:20]) * 1000,
        "plain": single(everybody[:5], certificate_sheets.draw_plainly) * 1000,
    }


def single(certificates: Sequence[Certificate], draw: Callable[..., object] | None = None) -> float:
    """Seconds for one that is asked for by itself, by a worker that has drawn its like."""
    start = process_time()
    for certificate in certificates:
        if draw is None:
            certificate_sheets.draw([certificate], base_url=BASE)
        else:
            draw(certificate, base_url=BASE)
    return (process_time() - start) / len(certificates)
