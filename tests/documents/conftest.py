import pytest


@pytest.fixture(autouse=True)
def media(request, settings, tmp_path):
    """Files of one test are gone with it; a worker process has only the folder it was started with."""
    if "celery_worker_process" not in request.fixturenames:
        settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
