"""The cache in Redis, or in this process's own memory while Redis is away: no page fails for its sake."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as GoneError
from redis.exceptions import TimeoutError as SlowError

RETRY_AFTER = 5.0  # seconds without asking again: a Redis that does not answer costs its patience once, not each time

logger = logging.getLogger(__name__)


def _either(name: str) -> Callable[..., Any]:
    def method(self: RedisOrMemory, *args: Any, **options: Any) -> Any:
        if monotonic() >= RedisOrMemory.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **options)
            except (GoneError, SlowError) as error:
                RedisOrMemory.away_until = monotonic() + RETRY_AFTER
                logger.warning("Redis is away, this process counts for itself: %s", error)
        return getattr(self.memory, name)(*args, **options)

    return method


class RedisOrMemory(RedisCache):
    away_until = 0.0  # of the process: its threads each have a connection of their own

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("while-redis-is-away", {})

    add, get, set, touch, delete = map(_either, ["add", "get", "set", "touch", "delete"])
    incr, has_key, clear = map(_either, ["incr", "has_key", "clear"])
    get_many, set_many, delete_many = map(_either, ["get_many", "set_many", "delete_many"])
