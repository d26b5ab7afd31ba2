"""Make all lock files anew: `python3 requirements/lock.py [--upgrade]`.

uv writes no index address into a requirements file, and lives in a throw-away environment here. npm writes funding
addresses into its lock; they are cut out, so that no lock names any host.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NAMES = ["run", "sign", "s3", "test", "lint", "node"]  # a later one is held to the earlier ones' versions
COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]
COMPILE += ["--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "python3 requirements/lock.py"]


def lock_python(options: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        for name in NAMES:
            command = [f"{folder}/bin/uv", *COMPILE, *options, f"{name}.in", "-o", f"{name}.txt"]
            subprocess.run(command, check=True, cwd=HERE)


def lock_npm(options: list[str]) -> None:
    verb = "update" if options else "install"
    subprocess.run(["npm", verb, "--package-lock-only", "--ignore-scripts"], check=True, cwd=ROOT)
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    lock_python(sys.argv[1:])
    lock_npm(sys.argv[1:])
