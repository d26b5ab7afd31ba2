from config.celery import app


def workers() -> int:
    return len(app.control.ping(timeout=1) or [])


def test_a_killed_worker_process_is_replaced_for_the_next_test(celery_worker_process):
    assert workers() == 1
    celery_worker_process.kill()
    assert workers() == 0
    celery_worker_process.start()
    assert workers() == 1


def test_a_worker_process_stops_at_once_when_idle(celery_worker_process):
    celery_worker_process.stop()
    assert not celery_worker_process.alive
