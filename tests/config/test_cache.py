"""Redis away: what is counted in the cache is counted by the process itself, and no page fails or waits."""

import time

import pytest
from django.core.cache import cache, caches

from config.cache import RedisOrMemory
from tests.factories import UserFactory
from tests.servers import redis

PASSWORD = "a good long one 42"


@pytest.fixture
def no_redis(settings, monkeypatch):
    """The cache as with REDIS_URL, at an address where nobody listens."""
    monkeypatch.setattr(RedisOrMemory, "away_until", 0.0)
    options = {"socket_connect_timeout": 0.5}
    settings.CACHES = {
        "default": {"BACKEND": "config.cache.RedisOrMemory", "LOCATION": "redis://127.0.0.1:1", "OPTIONS": options}
    }
    yield
    cache.clear()


def test_values_are_kept_while_redis_is_away(no_redis):
    cache.set("a", 1)
    assert cache.incr("a") == 2
    assert cache.add("a", 9) is False
    assert cache.get_many(["a", "b"]) == {"a": 2}
    with pytest.raises(ValueError, match="b"):
        cache.incr("b")


def test_redis_is_used_again_when_it_is_back(no_redis, tmp_path, settings, monkeypatch):
    cache.set("a", "of the process")
    with redis(tmp_path / "redis") as address:
        back = {**settings.CACHES["default"], "LOCATION": address}
        settings.CACHES = {"default": back}
        assert caches["default"].get("a") == "of the process"
        monkeypatch.setattr(RedisOrMemory, "away_until", 0.0)
        assert caches["default"].get("a") is None
        caches["default"].set("a", "of Redis")
        assert caches["default"].get("a") == "of Redis"


@pytest.mark.django_db
def test_pages_answer_at_once_and_limits_still_count(no_redis, client, settings):
    settings.VERIFICATIONS_A_MINUTE = 3
    user = UserFactory(admin=True, email="admin@lectern.example.org")
    user.set_password(PASSWORD)
    user.save()
    client.get("/accounts/login/")
    began = time.monotonic()
    assert [client.get("/verify/guess/").status_code for _ in range(4)] == [404, 404, 404, 429]
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    assert client.get("/documents/").status_code == 200
    assert (time.monotonic() - began) / 6 < 1
