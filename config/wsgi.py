import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Every page and the queue are loaded before the server makes its processes: what is loaded once is shared by all,
# and nobody waits a second for the first answer.
pages = get_resolver().url_patterns
import_string(settings.QUEUE)
