import os
import sys
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import celeryd_init, task_postrun, task_prerun
from django.conf import settings

from . import logs, single_worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("reshili")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
task_prerun.connect(logs.task_begins, dispatch_uid="log_task_begins")
task_postrun.connect(logs.task_ends, dispatch_uid="log_task_ends")


@celeryd_init.connect
def refuse_second_worker_on_sqlite(instance, **kwargs):
    if not settings.IS_SQLITE:
        return
    warnings.filterwarnings("ignore", category=SecurityWarning)  # a trial may be root's
    try:
        instance.lock = single_worker.hold(settings.VAR)
    except single_worker.WorkerRunsError as error:
        sys.exit(str(error))
