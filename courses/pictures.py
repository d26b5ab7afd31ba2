"""The pictures that an author's text may show: image files among the course's materials, called by their titles.

An author who calls a picture shows it to whoever reads the text; when the file itself is released is another matter.
"""

from __future__ import annotations

from pathlib import PurePath

from courses.models import Course, Material

SUFFIXES = {".png", ".jpg", ".jpeg", ".webp"}


def pictures_of(course: Course, *, for_trainers: bool) -> dict[str, Material]:
    """By title, and by title with the file's suffix. Those for trainers only are in it for trainers only."""
    files = course.materials.filter(kind=Material.Kind.FILE)
    if not for_trainers:
        files = files.filter(audience=Material.Audience.TRAINEES)
    found: dict[str, Material] = {}
    for material in files:
        suffix = PurePath(material.file.name or "").suffix.lower()
        if suffix in SUFFIXES:
            found.setdefault(material.title, material)
            found.setdefault(f"{material.title}{suffix}", material)
    return found
