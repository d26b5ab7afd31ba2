from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from accounts.refusals import Refusal
from courses.packs import BUILT_IN, load_pack
from exercises.packs import load_exercises


class Command(BaseCommand):
    help = "Load a course pack with its exercises; without a folder, the built-in course."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=BUILT_IN / "retail_credit")

    @transaction.atomic
    def handle(self, *args: Any, folder: Path, **options: Any) -> None:  # noqa: ARG002 — Django's signature
        with translation.override("zh-hans"):
            try:
                course = load_pack(folder.resolve())
                made = load_exercises(course, folder / "exercises") if (folder / "exercises").is_dir() else []
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{course.slug}: {course.title} · {course.modules.count()} + {len(made)}")
