from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.erasure import erase
from accounts.identities import identify
from accounts.models import User
from accounts.refusals import Refusal


class Command(BaseCommand):
    help = "Erase a person's account: records and certificates stay under a pseudonym. Asks before it does so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sign_in", help="the phone or e-mail the person signs in with, as the people page shows it")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, sign_in: str, yes: bool, **options: Any) -> None:  # noqa: ARG002 — Django's signature
        try:
            user = User.objects.with_sign_in(str(identify(sign_in))).first()
        except Refusal:
            user = None
        if user is None:
            raise CommandError(f"Nobody signs in with {sign_in}.")
        if not yes and input(f"Type the name to erase {user.name}: ").strip() != user.name:
            raise CommandError("Nothing was erased.")
        try:
            erased = erase(user=user)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(erased.name)
