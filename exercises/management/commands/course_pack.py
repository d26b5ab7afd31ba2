from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from courses.models import Course
from exercises.packs import export_pack, import_pack


class Command(BaseCommand):
    help = str(_("导出课程包（.zip），或从课程包建立课程。"))

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        out = verbs.add_parser("export")
        out.add_argument("slug")
        out.add_argument("file", type=Path)
        verbs.add_parser("import").add_argument("file", type=Path)

    def handle(self, *args: Any, verb: str, file: Path, slug: str = "", **options: Any) -> None:  # noqa: ARG002
        try:
            if verb == "export":
                file.write_bytes(export_pack(Course.objects.get(slug=slug)))
                self.stdout.write(str(file))
            else:
                self.stdout.write(import_pack(file.read_bytes(), by=None).slug)
        except Course.DoesNotExist as error:
            raise CommandError(gettext("没有课程“%(slug)s”。") % {"slug": slug}) from error
        except OSError as error:
            raise CommandError(gettext("无法打开 %(file)s。") % {"file": file}) from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
