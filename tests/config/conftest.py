import pytest
import time_machine
from django.utils import timezone

from tests.config.worlds import at


@pytest.fixture
def nine_thirty():
    with time_machine.travel(at(9, 30), tick=False):
        yield timezone.now()
