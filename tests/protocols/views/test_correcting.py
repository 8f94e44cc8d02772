"""The page that corrects what is in force."""

import pytest
from django.urls import reverse


@pytest.fixture
def page_of(cast, client):
    client.force_login(cast.staff)
    pks = {"head": [cast.protocol.pk]}
    return lambda name: reverse(f"protocols:{name}", args=pks.get(name, [cast.protocol.pk, cast.decision.pk]))


@pytest.mark.parametrize("name", ["correct", "executing", "end", "head"])
def test_what_is_wrong_is_said_once(client, page_of, name):
    page = client.post(page_of(name), {"reason": ""})
    assert (page.status_code, page.content.decode().count('class="error-summary"')) == (422, 1)


def test_the_fields_follow_the_kind_of_deadline(client, page_of):
    assert "js/deadline-kind" in client.get(page_of("correct")).content.decode()
