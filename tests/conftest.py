import subprocess
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache

pytest_plugins = ["tests.fixtures.browser", "tests.fixtures.worker"]

# How long an example may take says more about the machine than about the code.
hypothesis.settings.register_profile("lectern", deadline=None)
hypothesis.settings.load_profile("lectern")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
BROWSER_FIXTURES = {"browser", "page", "phone", "desktop", "wall"}


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before pytest-xdist starts its processes
        compile_catalogues()


def compile_catalogues() -> None:
    for source in Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            subprocess.run(["msgfmt", "-o", target, source], check=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if fixtures & BROWSER_FIXTURES:
            item.add_marker("browser")
        if "celery_worker_process" in fixtures:
            item.add_marker("worker")


@pytest.fixture(autouse=True)
def empty_cache():
    """Sign-in attempts are counted in the cache: no test may use up another's."""
    cache.clear()
