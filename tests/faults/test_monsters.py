"""Every named monster against the real child process; the figures are printed, the clock is not judged."""

import re
import resource
import time

import pytest

from protocols.document.model import Unreadable
from protocols.document.read import read_safely
from tests.protocols.document.making.monsters import MONSTERS


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_refused_with_the_reason(name):
    make, reason = MONSTERS[name]
    data = make()
    began = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read_safely(data, name="protocol.docx")
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\n{name}: {time.monotonic() - began:.2f} s, largest child so far {largest} MB: {caught.value}")
    assert re.search(reason, str(caught.value))
