"""The demo's own secret key, made once and kept beside its data; and the secrets that are none."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_KNOWN_PASSWORDS = {
    *("postgres", "postgresql", "password", "passw0rd", "changeme", "change-me", "secret", "qwerty"),
    *("lectern", "lectern-demo", "demo", "admin", "root", "test", "django"),
    *("123456", "12345678", "123456789"),
}
_KNOWN_KEYS = ("django-insecure", "changeme", "change-me", "change_me", "your-secret", "secret-key")
SHORTEST_KEY = 32
_FEWEST_CHARACTERS = 8  # different ones; a random text of 32 characters has about 25


def demo_secret_key(data_dir: Path) -> str:
    """Return the key stored in `data_dir`, making it (readable by its owner only) at the first start."""
    path = data_dir / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def refuse_known_secrets(secret_key: str, database: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured for a secret key or a database password that anybody would try first."""
    if secret_key.lower().startswith(_KNOWN_KEYS) or len(set(secret_key)) < _FEWEST_CHARACTERS:
        raise ImproperlyConfigured("SECRET_KEY is not secret: set it to a random text of at least 32 characters.")
    password = str(database.get("PASSWORD") or "").lower()
    if password and (password in _KNOWN_PASSWORDS or password == str(database.get("USER") or "").lower()):
        raise ImproperlyConfigured("The password in DATABASE_URL is a well-known default: give the database its own.")
