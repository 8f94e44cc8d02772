"""One turn of the timetable at another time: python -m tests.faults.at 2026-12-31T16:59:00+00:00 [TASK …]"""

import sys

import django
import time_machine

django.setup()

from decisions import tasks  # noqa: E402

if __name__ == "__main__":
    names = sys.argv[2:] or ["promise", "deliver"]
    with time_machine.travel(sys.argv[1], tick=True):
        for name in names:
            getattr(tasks, name)()
