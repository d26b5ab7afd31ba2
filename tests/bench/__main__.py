"""Run the measurements: `python -m tests.bench [NAME…] [--json]`; NAME is a module or a function of tests/bench/."""

import argparse
import inspect
import json
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django
from django.db import transaction
from django.test.utils import setup_databases, teardown_databases

import tests.bench
from tests.bench.measure import Measure

Bench = Callable[[], Iterator[Measure]]
TOOLS = {"__main__", "measure", "settings"}


def benches() -> dict[str, Bench]:
    """Every measuring function by "module.function"."""
    found: dict[str, Bench] = {}
    for info in pkgutil.iter_modules(tests.bench.__path__):
        if info.name in TOOLS:
            continue
        module = import_module(f"tests.bench.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isgeneratorfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{info.name}.{name}"] = function
    return found


def chosen(names: list[str]) -> list[Bench]:
    every = benches()
    unknown = [name for name in names if not any(name in (full, *full.split(".")) for full in every)]
    if unknown:
        sys.exit(f"No measurement is called {', '.join(unknown)}. There are: {', '.join(every)}.")
    return [bench for full, bench in every.items() if not names or {full, *full.split(".")} & set(names)]


def measure(bench: Bench) -> list[Measure]:
    with transaction.atomic():
        measures = list(bench())
        transaction.set_rollback(True)
    return measures


def print_row(item: Measure) -> None:
    sign = "≤" if item.better == "lower" else "≥"
    verdict = "met" if item.met else "short"
    print(f"{item.name:<48} {item.value:>10.2f} {item.unit:<5} {sign} {item.goal:>7g}  {verdict}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    options = parser.parse_args()
    django.setup()
    selected = chosen(options.names)
    databases = setup_databases(verbosity=0, interactive=False)
    rows: list[Measure] = []
    try:
        for bench in selected:
            for item in measure(bench):
                rows.append(item)
                if not options.json:
                    print_row(item)
    finally:
        teardown_databases(databases, verbosity=0)
    if options.json:
        print(json.dumps([as_object(item) for item in rows], ensure_ascii=False, indent=2))


def as_object(item: Measure) -> dict[str, object]:
    verdict = "met" if item.met else "short"
    return {
        "name": item.name,
        "value": round(item.value, 3),
        "unit": item.unit,
        "goal": item.goal,
        "better": item.better,
        "verdict": verdict,
    }


main()
