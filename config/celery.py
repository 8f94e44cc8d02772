import os
import sys
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import celeryd_init
from django.conf import settings

from . import single_worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("reshili")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def refuse_second_worker_on_sqlite(instance, **kwargs):
    if not settings.IS_SQLITE:
        return
    warnings.filterwarnings("ignore", category=SecurityWarning)  # a trial may be root's
    try:
        instance.lock = single_worker.hold(settings.VAR)
    except single_worker.WorkerRunsError as error:
        sys.exit(str(error))
