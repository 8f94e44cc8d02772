"""The health check of the web container: python -m config.probe ready"""

import os
import sys
import urllib.request

ALLOWED = "ALLOWED_HOSTS"


def main(question: str) -> int:
    port = os.environ.get("PORT", "8000")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/health/{question}", headers={"Host": os.environ[ALLOWED].partition(",")[0]}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  our own address
        return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
