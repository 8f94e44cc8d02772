"""The invented region: what the demo tells happened in an order in which it could."""

import pytest
from django.core.management import call_command

from protocols.models import Protocol


@pytest.mark.django_db(transaction=True)
def test_a_protocol_was_written_before_it_came_into_force(settings, tmp_path):
    settings.VAR = tmp_path
    call_command("load_demo", verbosity=0)
    for protocol in Protocol.objects.exclude(published_at=None):
        written = [protocol.history.earliest(), *(one.history.earliest() for one in protocol.decisions.all())]
        assert max(each.history_date for each in written) < protocol.published_at
