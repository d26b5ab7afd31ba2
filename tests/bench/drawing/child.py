"""`python -m tests.bench.drawing.child WORK`: do it, and print what was measured as one line of JSON."""

import importlib
import json
import sys

import django
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from config.celery import app

WITH_DATABASE = {"registers", "growth"}

if __name__ == "__main__":
    django.setup()
    app.loader.import_default_modules()  # the memory that is measured is a worker's
    databases = setup_databases(verbosity=0, interactive=False) if sys.argv[1] in WITH_DATABASE else []
    try:
        from documents import pdf

        if sys.argv[1] != "workers":  # which warm up after their fork
            pdf.warm_up()
        with translation.override("zh-hans"):
            work = importlib.import_module(f"tests.bench.drawing.{sys.argv[1]}")
            print(json.dumps(work.measured()))
    finally:
        teardown_databases(databases, verbosity=0)
