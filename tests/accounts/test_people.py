"""People and organisations: admins keep them, for everybody else the pages do not exist."""

import pytest

from accounts.models import Organisation, User
from tests.factories import ClientFactory, CohortFactory, EnrolmentFactory, ProviderFactory, UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(admin=True, name="教务甲")


def data(**fields):
    return {"name": "王小明", "phone": "", "email": "", "organisation": "", "is_active": "on", **fields}


def listed(client, **query) -> list[str]:
    return [person.name for person in client.get("/people/", query).context["page_obj"]]


def test_people_are_found_by_name_phone_email_and_organisation(client, admin):
    bank = ClientFactory(name="青山银行")
    wang = UserFactory(name="王小明", phone="13812345678", email="wang@qingshan.example", organisation=bank)
    UserFactory(name="李雷", phone="13987654321")
    client.force_login(admin)
    for query in ("小明", "138 1234 5678", "+8613812345678", "5678", "WANG@", "青山"):
        assert listed(client, q=query) == [wang.name]
    assert "没有找到这个人" in client.get("/people/", {"q": "赵"}).content.decode()


@pytest.mark.parametrize("people", [1, 3, 60])
def test_the_list_takes_seven_queries_for_any_number_of_people(client, admin, people, django_assert_num_queries):
    for person in UserFactory.create_batch(people, organisation=ClientFactory()):
        person.speaks_for.add(person.organisation)
    client.force_login(admin)
    with django_assert_num_queries(7):  # the seventh: the organisations one may narrow by
        page = client.get("/people/").context["page_obj"]
    assert len(page) == min(people + 1, 50)


def test_the_list_has_pages_of_fifty(client, admin):
    UserFactory.create_batch(60)
    client.force_login(admin)
    assert (len(listed(client)), len(listed(client, page=2))) == (50, 11)


def test_an_admin_adds_a_person_and_gets_their_link(client, admin):
    client.force_login(admin)
    bank = ClientFactory()
    sent = data(phone="+86 138 1234 5678", email="Wang@Haitong.Example", organisation=bank.pk, speaks_for=[bank.pk])
    answer = client.post("/people/new/", sent)
    person = User.objects.get(name="王小明")
    assert answer["Location"] == f"/people/{person.pk}/invitation/"
    assert (person.phone, person.email, person.organisation) == ("13812345678", "wang@haitong.example", bank)
    assert list(person.speaks_for.all()) == [bank]
    assert not person.has_usable_password()
    assert not person.is_staff


@pytest.mark.parametrize("name", ["𠮷田", "阿依古丽·买买提"])
def test_rare_characters_in_a_name_are_kept(client, admin, name):
    client.force_login(admin)
    client.post("/people/new/", data(name=name, phone="13812345678"))
    assert User.objects.get(phone="13812345678").name == name


@pytest.mark.parametrize(
    ("sent", "field", "text"),
    [
        ({}, "__all__", "请填写手机号或邮箱，至少一项：登录时要用。"),
        ({"phone": "123"}, "phone", "请填 11 位手机号（如 13812345678），境外号码请带国家码（如 +852 9123 4567）。"),
        ({"name": "", "phone": "13812345678"}, "name", "这个字段是必填项。"),
    ],
)
def test_what_cannot_sign_in_is_not_saved(client, admin, sent, field, text):
    client.force_login(admin)
    answer = client.post("/people/new/", data(**sent))
    assert answer.context["form"].errors[field] == [text]
    assert User.objects.count() == 1


def test_two_people_do_not_share_a_phone_or_an_email(client, admin):
    UserFactory(phone="13812345678", email="wang@haitong.example")
    client.force_login(admin)
    answer = client.post("/people/new/", data(phone="138-1234-5678", email="WANG@haitong.example"))
    assert sorted(answer.context["form"].errors) == ["email", "phone"]


def test_an_admin_edits_a_person(client, admin):
    person = UserFactory(name="王小名", phone="13812345678")
    client.force_login(admin)
    answer = client.post(f"/people/{person.pk}/edit/", data(email="wang@haitong.example", is_staff="on"))
    assert answer["Location"] == "/people/"
    person.refresh_from_db()
    assert (person.name, person.phone, person.email, person.is_staff) == (
        "王小明", None, "wang@haitong.example", True,
    )  # fmt: skip
    assert person.check_password(PASSWORD)


def test_an_admin_cannot_shut_themselves_out(client, admin):
    client.force_login(admin)
    answer = client.post(f"/people/{admin.pk}/edit/", data(phone=admin.phone, is_active="on"))
    assert answer.context["form"].errors["__all__"] == ["不能取消自己的教务权限或登录：请由另一位教务来改。"]
    admin.refresh_from_db()
    assert admin.is_staff


def test_a_reset_password_is_shown_once_and_ends_the_old_sessions(client, admin, django_user_model):
    person = UserFactory(phone="13812345678")
    client.force_login(person)
    of_person = client.cookies["sessionid"].value
    client.force_login(admin)
    answer = client.post(f"/people/{person.pk}/password/")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert password not in client.get(f"/people/{person.pk}/edit/").content.decode()
    client.logout()
    client.cookies["sessionid"] = of_person
    assert client.get("/").status_code == 302
    assert client.post("/accounts/login/", {"login": "13812345678", "password": password})["Location"] == "/"


def test_a_password_is_never_reset_by_opening_a_page(client, admin):
    person = UserFactory()
    client.force_login(admin)
    assert client.get(f"/people/{person.pk}/password/").status_code == 405


def test_an_admin_adds_and_renames_an_organisation(client, admin):
    client.force_login(admin)
    client.post("/people/organisations/new/", {"name": "青山银行", "kind": "client"})
    bank = Organisation.objects.get(name="青山银行")
    client.post(f"/people/organisations/{bank.pk}/edit/", {"name": "青山银行总行", "kind": "client"})
    bank.refresh_from_db()
    assert bank.name == "青山银行总行"
    again = client.post("/people/organisations/new/", {"name": "青山银行总行", "kind": "client"})
    assert list(again.context["form"].errors) == ["name"]


@pytest.mark.parametrize("organisations", [1, 3, 60])
def test_the_list_of_organisations_takes_five_queries(client, admin, organisations, django_assert_num_queries):
    for bank in ClientFactory.create_batch(organisations):
        UserFactory(organisation=bank).speaks_for.add(bank)
    client.force_login(admin)
    with django_assert_num_queries(5):
        client.get("/people/organisations/")


@pytest.mark.parametrize("role", ["trainer", "trainee", "contact", "nobody"])
def test_only_admins_find_these_pages(client, role):
    cohort = CohortFactory(trainers=[UserFactory(trainer=True)])
    visitor = {
        "trainer": cohort.trainers.get,
        "trainee": lambda: EnrolmentFactory(cohort=cohort).user,
        "contact": UserFactory,
        "nobody": lambda: UserFactory(organisation=ProviderFactory()),
    }[role]()
    if role == "contact":
        visitor.speaks_for.add(cohort.client)
    client.force_login(visitor)
    own, bank = f"/people/{visitor.pk}", f"/people/organisations/{cohort.client.pk}"
    paths = ["/people/", "/people/new/", f"{own}/edit/", "/people/organisations/", "/people/organisations/new/"]
    assert {client.get(path).status_code for path in [*paths, f"{bank}/edit/"]} == {404}
    assert client.post(f"{own}/password/").status_code == 404
    assert client.post(f"{own}/edit/", data(phone=visitor.phone, is_staff="on")).status_code == 404
    visitor.refresh_from_db()
    assert not visitor.is_staff
