import factory
from factory.django import DjangoModelFactory

from courses.models import Case, CaseStage, CaseUse, Course, Material, Module


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
    """A case of three stages; `course=…` uses it there, at `module=…`."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"case-{n}")
    title = factory.Sequence(lambda n: f"案例 {n}")
    sources = ["公开年报"]
    teaching_note = "先让学员猜，再给数字。"

    @factory.post_generation
    def stages(self, create, extracted, **_kwargs):
        if create:
            told = extracted or [
                ("情境", "某村镇银行与物流公司合作。"),
                ("数据", "户均二十万。"),
                ("结果", "三年后停办。"),
            ]
            for number, (title, body) in enumerate(told, start=1):
                CaseStage.objects.create(
                    case=self, number=number, title=title, body=body, questions=[f"{title}里最要紧的是什么？"]
                )

    @factory.post_generation
    def course(self, create, extracted, module=None, **_kwargs):
        if create and extracted:
            CaseUse.objects.create(case=self, course=extracted, module=module)


class MaterialFactory(DjangoModelFactory[Material]):
    class Meta:
        model = Material

    course = factory.SubFactory(CourseFactory)
    kind = Material.Kind.PAGE
    title = factory.Sequence(lambda n: f"阅读材料 {n}")
    body = "## 要点\n\n先看现金流。"
