import os

from django.core.wsgi import get_wsgi_application

from .celery import app as celery_app  # so that a page that knocks finds the broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

__all__ = ["application", "celery_app"]
