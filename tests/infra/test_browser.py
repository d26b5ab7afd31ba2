def test_a_page_comes_up_in_chromium_at_each_size(phone, desktop, wall, screenshot, monkeypatch):
    monkeypatch.delenv("UPDATE_SCREENSHOTS", raising=False)  # these pictures stand in no README
    widths = []
    for page in (phone, desktop, wall):
        page.goto("/accounts/login/")
        widths.append(page.evaluate("window.innerWidth"))
        assert screenshot(page, f"sign-in-{widths[-1]}").stat().st_size > 0
    assert widths == [375, 1280, 1920]
