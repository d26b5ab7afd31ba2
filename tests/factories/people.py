import factory
from factory.django import DjangoModelFactory

from accounts.models import Organisation, User

PASSWORD = "jiang-tai-2026"


class ProviderFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    name = "讲台培训中心"
    kind = Organisation.Kind.PROVIDER


class ClientFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"青禾银行第{n}分行")
    kind = Organisation.Kind.CLIENT


class UserFactory(DjangoModelFactory[User]):
    """A person with no role; `admin=True` makes an admin, `trainer=True` one of the provider's people."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        admin = factory.Trait(is_staff=True, organisation=factory.SubFactory(ProviderFactory))
        trainer = factory.Trait(organisation=factory.SubFactory(ProviderFactory))

    name = factory.Sequence(lambda n: f"学员{n}")
    phone = factory.Sequence(lambda n: f"139{n:08d}")
    password = factory.django.Password(PASSWORD)
