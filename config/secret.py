"""The demo's own secret key: made once, kept beside its data, never in the code."""

import os
import secrets
from pathlib import Path


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
