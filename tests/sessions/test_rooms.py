import pytest

from sessions.models import Room
from tests.factories import RoomFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_admin(client):
    client.force_login(UserFactory(admin=True))


def test_an_admin_adds_a_room_and_finds_it_in_the_list(client):
    assert "还没有教室" in client.get("/rooms/").content.decode()
    response = client.post("/rooms/new/", {"name": "301", "address": "世纪大道 1 号", "capacity": "40"}, follow=True)
    page = response.content.decode()
    assert "已保存教室“301”。" in page
    assert "世纪大道 1 号" in page


def test_two_rooms_of_one_name_would_be_taken_for_each_other(client):
    RoomFactory(name="301")
    response = client.post("/rooms/new/", {"name": "301"})
    assert response.context["form"].errors["name"] == ["已有同名的教室。"]


def test_a_room_is_renamed(client):
    room = RoomFactory(name="301")
    client.post(f"/rooms/{room.pk}/edit/", {"name": "302"})
    assert Room.objects.get().name == "302"


def test_the_list_takes_the_same_queries_for_any_number_of_rooms(client, django_assert_num_queries):
    for more in (1, 30):
        RoomFactory.create_batch(more)
        with django_assert_num_queries(5):
            client.get("/rooms/")
