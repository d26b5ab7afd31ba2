import factory
from factory.django import DjangoModelFactory

from courses.models import Case, Course, Material, Module


class CourseFactory(DjangoModelFactory[Course]):
    class Meta:
        model = Course

    slug = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"零售信贷业务拓展（{n}）")


class ModuleFactory(DjangoModelFactory[Module]):
    class Meta:
        model = Module

    course = factory.SubFactory(CourseFactory)
    position = factory.Sequence(int)
    marker = "1、"
    title = factory.Sequence(lambda n: f"获客渠道的分析 {n}")


class CaseFactory(DjangoModelFactory[Case]):
    class Meta:
        model = Case

    course = factory.SubFactory(CourseFactory)
    slug = factory.Sequence(lambda n: f"case-{n}")
    title = factory.Sequence(lambda n: f"案例 {n}")
    body = "某村镇银行与物流公司合作。"


class MaterialFactory(DjangoModelFactory[Material]):
    class Meta:
        model = Material

    course = factory.SubFactory(CourseFactory)
    kind = Material.Kind.PAGE
    title = factory.Sequence(lambda n: f"阅读材料 {n}")
    body = "## 要点\n\n先看现金流。"
