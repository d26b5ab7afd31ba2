import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (the apps must be ready before the worker imports tasks)

from config import embedded  # noqa: E402

if not settings.REDIS_URL:
    embedded.start()
