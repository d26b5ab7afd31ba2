#!/usr/bin/env python
import os
import secrets
import sys

from django.core.management import execute_from_command_line

# These read files and print: they serve nobody and keep nothing, so they ask for no key of the site.
NEEDS_NO_SITE = {"read_outline"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if NEEDS_NO_SITE & set(sys.argv[1:2]):
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    execute_from_command_line(sys.argv)
