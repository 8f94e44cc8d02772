"""Gunicorn behind the proxy of docker-compose.yml; every name here is a setting of Gunicorn."""

import gc
import os

workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60  # seconds; a document is read and a paper is made in less
graceful_timeout = 30
keepalive = 30  # longer than the proxy keeps an idle connection
max_requests, max_requests_jitter = 5000, 500  # memory that leaked is given back
worker_tmp_dir = "/dev/shm"  # noqa: S108  the heartbeat must not wait for a disk
preload_app = True  # the processes share what they have loaded


def pre_fork(server, worker):
    """What is there already is no garbage: a process that looks through it would get a copy of its own.

    The second time, the collector counts what is left, which is little: from then on it looks for rings of objects
    (a paper of python-docx is one) after each quarter of that, not after a quarter of the whole program.
    """
    gc.collect()
    gc.freeze()
    gc.collect()


logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stream"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stream"], "level": "INFO", "propagate": False}},
}
