import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

OUTLINES = Path(__file__).parent / "outlines"
RAW = OUTLINES / "retail_credit.txt"


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("read_outline", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_tree():
    assert printed(str(RAW)) == (OUTLINES / "retail_credit.tree.txt").read_text(encoding="utf-8")


def test_the_command_prints_json():
    read = json.loads(printed(str(RAW), "--format", "json"))
    assert (read["days"], read["hours"], len(read["modules"]), len(read["warnings"])) == (2, 12, 5, 11)


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "文件是空的"), (b"%PDF-1.4", "PDF"), (b"\xc3\xa9t\xe9 d'Orl\xe9ans", "编码")],
)
def test_a_bad_file_is_refused_in_words(tmp_path, data, message):
    path = tmp_path / "outline.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=message):
        printed(str(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        printed(str(tmp_path / "nowhere.txt"))


def test_the_command_needs_no_key_of_the_site():
    program = Path(__file__).parents[2] / "manage.py"
    run = subprocess.run(
        [sys.executable, program, "read_outline", RAW, "--format", "tree"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == (OUTLINES / "retail_credit.tree.txt").read_text(encoding="utf-8")
