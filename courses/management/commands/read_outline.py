from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.importers import outline
from courses.importers.messages import OutlineError
from courses.importers.reading import read_file


class Command(BaseCommand):
    help = str(_("读取课程大纲（.docx、.xlsx、.md、.txt），打印章节树或全部内容（JSON）。"))
    requires_system_checks = []  # it reads one file; neither the database nor the pages matter

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["tree", "json"], default="tree")

    def handle(self, *args: Any, file: Path, format: str, **options: Any) -> None:  # noqa: A002, ARG002 (Django's names)
        try:
            read = read_file(file.name, file.read_bytes()).outline
        except OSError as error:
            raise CommandError(gettext("无法打开 %(file)s。") % {"file": file}) from error
        except OutlineError as error:
            raise CommandError(error.render(gettext)) from error
        printed = outline.to_tree(read.modules) if format == "tree" else outline.to_json(read, gettext)
        self.stdout.write(printed, ending="" if printed.endswith("\n") else None)
