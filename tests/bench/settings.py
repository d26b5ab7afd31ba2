"""The tests' settings with the real password hasher: a measurement of a fast stand-in would say nothing."""

from tests.settings import *  # noqa: F403
from tests.settings import PASSWORD_HASHERS

PASSWORD_HASHERS = PASSWORD_HASHERS[1:]
