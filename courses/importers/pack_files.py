"""The files of a course pack, from a folder or a zip: names that stay inside, each once, no links, no bombs."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from courses.importers import archives
from courses.importers.messages import OutlineError

_MIB = 1024 * 1024
LIMITS = archives.Limits(entries=2_000, unpacked=200 * _MIB, ratio=100, ratio_from=20 * _MIB)
MAX_BYTES = 60 * _MIB
_LONGEST_TEXT = 2 * _MIB
_CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini|\.git[^/]*)(?:/|$)")


@dataclass(frozen=True)
class PackFiles:
    """Names relative to the pack, with / between folders, and a way to read one."""

    names: tuple[str, ...]
    read: Callable[[str], bytes]

    def text(self, name: str) -> str:
        """A file as text, with one kind of line break. Raises OutlineError where it is missing or not UTF-8."""
        if name not in self.names:
            raise OutlineError("pack-missing", name=name)
        data = self.read(name)
        if len(data) > _LONGEST_TEXT:
            raise OutlineError("pack-text", name=name)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise OutlineError("pack-text", name=name) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def below(self, folder: str, suffix: str) -> list[str]:
        """The files right inside a folder, in the order of their names."""
        return sorted(n for n in self.names if PurePosixPath(n).parent == PurePosixPath(folder) and n.endswith(suffix))


def from_folder(folder: Path) -> PackFiles:
    """The pack that lies in a folder; a link in it is refused, as in a zip."""
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    names = [path.relative_to(folder).as_posix() for path in paths]
    for path, name in zip(paths, names, strict=True):
        if path.is_symlink():
            raise OutlineError("pack-link", name=name)
    return PackFiles(tuple(_kept(names)), lambda name: (folder / name).read_bytes())


def from_zip(data: bytes) -> PackFiles:
    """The pack in a zip, also one that holds it in a folder of its own. Raises OutlineError before any is read."""
    if len(data) > MAX_BYTES:
        raise OutlineError("too-big", limit=MAX_BYTES // _MIB)
    if not archives.is_packed(data):
        raise OutlineError("pack-no-zip")
    archive = archives.opened(data, LIMITS)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in archive.infolist():
        _refuse_unsafe(entry)
    names = [entry.filename for entry in entries]
    folded = [unicodedata.normalize("NFC", name).casefold() for name in names]
    if len(set(folded)) < len(folded):
        twice = next(name for name, fold in zip(names, folded, strict=True) if folded.count(fold) > 1)
        raise OutlineError("pack-twice", name=twice)
    inside = _kept(names)
    top = _top(inside)
    return PackFiles(tuple(n.removeprefix(top) for n in inside), lambda name: archives.part(archive, top + name))


def _kept(names: Iterable[str]) -> list[str]:
    return [name for name in names if not _CLUTTER.search(name)]


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    # Python itself turns \ into / on Windows only and cuts names at a NUL, so the name as it was written is asked.
    name = entry.orig_filename
    steps = name.rstrip("/").split("/")
    if "\\" in name or "\0" in name or ":" in steps[0] or name.startswith("/") or {"", ".", ".."} & set(steps):
        raise OutlineError("pack-path", name=name[:80].replace("\0", ""))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise OutlineError("pack-link", name=name[:80])


def _top(names: list[str]) -> str:
    """The folder that holds everything when course.yaml is not at the top."""
    if "course.yaml" in names or not names:
        return ""
    first = names[0].partition("/")[0] + "/"
    return first if all(name.startswith(first) for name in names) else ""
