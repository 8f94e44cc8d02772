"""A short life of an assignment; the long ones are in tests/faults/test_life.py."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from .life import Life


@pytest.mark.django_db
def test_a_few_lives():
    run_state_machine_as_test(Life, settings=settings(max_examples=8, stateful_step_count=20))
