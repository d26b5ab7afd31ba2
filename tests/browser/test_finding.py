"""The finder by keyboard, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import CohortFactory, EnrolmentFactory, UserFactory


@pytest.mark.django_db(transaction=True)
def test_the_finder_opens_by_a_key_and_is_walked_by_keys(visit):
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(name="松江一班", trainers=[trainer])
    EnrolmentFactory(cohort=cohort, user=UserFactory(name="松小明"))
    page = visit("desktop", trainer)
    page.goto("/")
    page.keyboard.press("/")
    words = page.locator("#finder-words")
    expect(words).to_be_focused()
    words.fill("松小")
    expect(page.locator("#finder-results a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#finder-results a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    page.keyboard.press("Control+k")
    words.fill("松江一")
    expect(page.locator("#finder-results a")).to_have_attribute("href", cohort.get_absolute_url())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{cohort.get_absolute_url()}")
