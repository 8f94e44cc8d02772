"""Many lives of an assignment, day after day: 1 500 steps in `make test-all`, 20 000 in `make drill`."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.decisions.life import Life

STEPS = 30


@pytest.mark.django_db
def test_lives(full_size):
    lives = full_size(20_000, scaled=1_500) // STEPS
    run_state_machine_as_test(Life, settings=settings(max_examples=lives, stateful_step_count=STEPS))
    print(f"lives {lives}, steps of each up to {STEPS}: the row, its history and its reminders as the model says")
