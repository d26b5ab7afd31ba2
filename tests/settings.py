"""config.settings for tests: its own secret and data folder, plain static files, a fast hasher.

The environment is set before config.settings reads it, so that no test can touch a real installation.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

data = tempfile.mkdtemp(prefix="lectern-tests-")
atexit.register(shutil.rmtree, data, ignore_errors=True)
os.environ.pop("LECTERN_DEMO", None)
os.environ.pop("DEBUG", None)
os.environ["LECTERN_DATA"] = data
os.environ["SECRET_KEY"] = "a secret of the tests, 32 characters or longer"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["HTTPS"] = "0"
if redis_url := os.environ.get("REDIS_URL"):
    # One Redis database per process of pytest-xdist: gw0 uses /1, gw1 /2, a single process /0.
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = urlsplit(redis_url)._replace(path=f"/{number}").geturl()

from config.settings import *  # noqa: F403
from config.settings import DATABASES, PASSWORD_HASHERS, STATIC_ROOT, STORAGES

Path(STATIC_ROOT).mkdir()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
# Not in Redis: clearing the cache between tests would take Celery's queues with it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server's and the worker's threads need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{data}/test.sqlite3"}
