import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from decisions.models import ReminderPolicy


def test_the_defaults_are_sane():
    ReminderPolicy().clean()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("work_until", {"work_from": dt.time(19), "work_until": dt.time(8)}),
        ("digest_at", {"digest_at": dt.time(20)}),
        ("digest_at", {"digest_at": dt.time(7, 59)}),
        ("digest_at", {"digest_at": dt.time(19)}),
        ("stages_after", {"stages_after": "0"}),
        ("stages_after", {"stages_after": "3, 0"}),
        ("acceptance_stages", {"acceptance_stages": "0, 1"}),
    ],
)
def test_what_would_silence_letters_is_refused(field, changed):
    with pytest.raises(ValidationError) as refused:
        ReminderPolicy(**changed).clean()
    assert list(refused.value.message_dict) == [field]
