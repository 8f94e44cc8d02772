"""An SMTP server that takes every letter and counts: python -m tests.bench.sink PORT [SECONDS A LETTER]"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, delay: float):
        self.delay = delay

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        if self.delay:
            await asyncio.sleep(self.delay)
        return "250 2.0.0 taken"


async def serve(port: int, delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(delay), hostname="localhost"), "127.0.0.1", port, backlog=200)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0))
