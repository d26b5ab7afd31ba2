"""`python -m tests.bench.drawing.child WORK`: do it, and print what was measured as one line of JSON."""

import importlib
import json
import sys

import django
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

if __name__ == "__main__":
    django.setup()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        from documents import pdf

        pdf.warm_up()
        with translation.override("zh-hans"):
            work = importlib.import_module(f"tests.bench.drawing.{sys.argv[1]}")
            print(json.dumps(work.measured()))
    finally:
        teardown_databases(databases, verbosity=0)
