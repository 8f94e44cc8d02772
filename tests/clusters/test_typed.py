import pytest

from clusters.typed import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("٣", 3),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("", None),
        ("²", None),
    ],
)
def test_whole(text, number):
    assert whole(text) == number
