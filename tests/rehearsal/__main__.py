"""The whole installation by hand, with the people of the demo: python -m tests.rehearsal"""

import tempfile
import time
from pathlib import Path

from tests.rig.smtp import SmtpServer

from .people import gather
from .stack import Stack

if __name__ == "__main__":
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="reshili-rehearsal-") as name:
        folder = Path(name)
        (folder / "mail").mkdir()
        with SmtpServer(folder / "mail") as smtp, Stack(folder, smtp.url) as stack:
            gather(stack)
            print(
                f"{stack.url}  {time.monotonic() - start:.0f} s; people and password: config/demo/cast.py", flush=True
            )
            print(f"Letters: {smtp.received}. Ctrl-C ends it.", flush=True)
            try:
                while True:
                    time.sleep(60)
            except KeyboardInterrupt:
                print()
