"""Materials on the shelf of a cohort, and whoever comes to read them."""

import io

from django.urls import reverse
from django.utils import timezone

from courses.materials import hold
from courses.models import Material
from courses.uploads.taking import take
from sessions.rollcall import mark
from tests import files
from tests.exercises.world import World, signed_in
from tests.factories import MaterialFactory

SECRET = "绝密内容"


def material_of(world: World, **more) -> Material:
    return MaterialFactory(course=world.cohort.course, **{"title": "资料", "body": SECRET} | more)


def file_of(world: World, data: bytes = b"", **more) -> Material:
    material = MaterialFactory.build(course=world.cohort.course, **{"title": "讲义", "body": ""} | more)
    data = data or files.pdf()
    hold(material, take(io.BytesIO(data), "", len(data)))
    material.save()
    return material


def page(world: World, material: Material, name: str = "material") -> str:
    return reverse(f"materials:{name}", args=[world.cohort.code, material.pk])


def may_read(world: World, material: Material, user) -> bool:
    return SECRET in signed_in(user).get(page(world, material)).content.decode()


def here(world: World, number: int, user) -> None:
    enrolment = next(e for e in world.enrolments if e.user == user)
    session = world.cohort.sessions.get(number=number)
    mark(session=session, enrolment=enrolment, status="present", by=world.trainer, now=timezone.now())
