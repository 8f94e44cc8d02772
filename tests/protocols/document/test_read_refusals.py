"""What is refused, and in which words."""

import re

import pytest

from protocols.document.model import Unreadable
from protocols.document.read import read, read_text
from tests.protocols.document.making.monsters import LIGHT


@pytest.mark.parametrize("name", LIGHT)
def test_refused_with_the_reason(name):
    make, reason = LIGHT[name]
    with pytest.raises(Unreadable) as caught:
        read(make(), name="protocol.docx")
    assert re.search(reason, str(caught.value))


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "\u200b\u00ad"])
def test_an_empty_box_is_refused(text):
    with pytest.raises(Unreadable, match="нет текста"):
        read_text(text)
