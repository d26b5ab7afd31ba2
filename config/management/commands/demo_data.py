from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.demo import DEMO_PASSWORD
from config.demo import classes, people
from courses.editions import publish
from courses.packs import BUILT_IN, load_pack
from exercises.packs import load_exercises


class Command(BaseCommand):
    help = "Load the built-in course and the demo's people, classes and documents; print the demo sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only print the sign-ins")

    def handle(self, *args: Any, sign_ins: bool, **options: Any) -> None:  # noqa: ARG002 — Django's signature
        if not settings.DEMO:
            raise CommandError("Demo people have a known password: they exist with LECTERN_DEMO=1 only.")
        if not sign_ins:
            with translation.override("zh-hans"):
                self._load()
        self.stdout.write(f"\n  {'演示账户 demo sign-ins':<20}密码 password: {DEMO_PASSWORD}")
        for role, sign_in in people.sign_ins():
            self.stdout.write(f"  {role:<24}{sign_in}")
        self.stdout.write("")

    def _load(self) -> None:
        folder = BUILT_IN / "retail_credit"
        staff = people.make_staff()
        course = load_pack(folder, by=staff.admin)
        load_exercises(course, folder / "exercises")
        publish(course=course, by=staff.admin)
        today = timezone.localdate()
        classes.make_finished_class(course, staff, today)
        classes.make_class_of_today(course, staff, today)
