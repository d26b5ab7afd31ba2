"""Who reaches what without having signed in, asked of every address there is."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from config.doors import OPEN_DOORS

SAMPLES = {"int": "1", "slug": "HT-2026-1", "str": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}
PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?\w+>")


def doors(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Name, an address and the pattern of every page."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from doors(entry, address, inner)
        else:
            filled = PARAMETER.sub(lambda match: SAMPLES[match["converter"] or "str"], address)
            yield f"{namespace}{entry.name or address}", f"/{filled}", entry


ALL_DOORS = [pytest.param(name, address, id=name) for name, address, _ in doors(get_resolver())]
CLOSED_DOORS = [door for door in ALL_DOORS if door.id not in OPEN_DOORS]


def test_the_pages_open_to_anybody_are_those_in_the_list():
    declared_open = {
        name for name, _, entry in doors(get_resolver()) if not getattr(entry.callback, "login_required", True)
    }
    assert declared_open == set(OPEN_DOORS)


def test_each_page_has_a_name_of_its_own():
    names = [name for name, _, _ in doors(get_resolver())]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), CLOSED_DOORS)
def test_a_visitor_is_led_to_the_sign_in_page(client, name, address):
    for method in (client.get, client.post, client.head, client.put, client.delete):
        answer = method(address)
        assert answer.status_code == 302
        assert answer["Location"].split("?")[0] == "/accounts/login/"


@pytest.mark.django_db
def test_open_doors_answer_visitors(client):
    addresses = {name: address for name, address, _ in doors(get_resolver()) if name in OPEN_DOORS}
    shown = {name: client.get(address).status_code for name, address in addresses.items()}
    assert shown == {
        "account_login": 200,
        "account_logout": 302,
        "accounts:invitation": 410,
        "set_language": 302,
        "health": 200,
        "sessions:join": 404,
        "sessions:scan": 400,
        "sessions:calendar_feed": 404,
        "documents:verify_file": 200,
        "documents:verify": 404,
    }


def test_whatever_has_a_page_knows_who_may_see_it():
    shown = [model for model in apps.get_models() if hasattr(model, "get_absolute_url")]
    unscoped = [model.__name__ for model in shown if not hasattr(model._default_manager.all(), "visible_to")]
    assert unscoped == []
    assert {"Cohort", "Course", "Material", "Certificate", "Job"} <= {model.__name__ for model in shown}


def test_a_door_that_nobody_declared_would_be_found(settings):
    """The negative control: a page opened without a word in the list makes the first test fail."""
    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpRequest, HttpResponse
    from django.urls import path
    from django.urls.resolvers import RegexPattern

    def leak(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    class Urls:
        urlpatterns = [path("leak/", login_not_required(leak), name="leak")]

    resolver = URLResolver(RegexPattern(r"^/"), Urls)  # type: ignore[arg-type]  # a class will do for a module
    found = {name for name, _, entry in doors(resolver) if not getattr(entry.callback, "login_required", True)}
    assert found - set(OPEN_DOORS) == {"leak"}
