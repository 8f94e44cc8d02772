"""Staff send a page of many boxes; others as few fields as a page of theirs has. Too much has a page of its own."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from config.limits import RoomForStaff
from tests import factories as make

PLAIN = "application/x-www-form-urlencoded"
MANY = "&box=1" * 24_000
LONG = "&text=" + "a" * 3_000_000


@pytest.mark.parametrize("sent", [MANY, LONG])
def test_staff_put_a_protocol_of_many_boxes_in_force(client, cast, sent):
    decision = make.decision(make.protocol(cast.protocol.date), due_on=cast.decision.due_on)
    make.executor(decision, cast.college)
    client.force_login(cast.staff)
    url = reverse("protocols:publish", args=[decision.protocol_id])
    page = client.get(url).context
    typed = f"expanded_on={page['form'].initial['expanded_on']}&do=publish&confirmed=on"
    (step,) = page["steps"]
    for name in ("organizations", "shown", "past"):
        if name in step.fields:
            value = step[name].value()
            typed += f"&{step.add_prefix(name)}={value[0] if isinstance(value, list) else value}"
    assert client.post(url, typed + sent, content_type=PLAIN).status_code == 302
    assert decision.assignments.count() == 1


@pytest.mark.parametrize("sent", [MANY, LONG])
@pytest.mark.parametrize("who", ["head", None])
def test_others_send_less_and_are_told(client, cast, sent, who):
    if who:
        client.force_login(getattr(cast, who))
    answer = client.post("/accounts/login/", "login=a" + sent, content_type=PLAIN)
    assert answer.status_code == 413
    assert "ничего не потеряно: вернитесь назад" in answer.content.decode()


def test_what_others_do_send_passes(client, cast):
    client.force_login(cast.head)
    answer = client.post("/profile/", "text=" + "a" * 20_000 + "&b=1" * 4000, content_type=PLAIN)
    assert answer.status_code != 413


def test_more_files_than_are_taken_are_told_too(client, cast):
    client.force_login(cast.head)
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.7") for number in range(101)]
    answer = client.post(f"/assignments/{cast.assignment.pk}/report/", {"files": files})
    assert (answer.status_code, "Слишком много за один раз" in answer.content.decode()) == (413, True)


def test_another_mistake_of_the_browser_is_told_as_before(client, cast):
    client.force_login(cast.head)
    answer = client.get("/", headers={"host": "elsewhere.example.org"})
    assert (answer.status_code, "Запрос не понят" in answer.content.decode()) == (400, True)


def test_a_body_that_broke_off_is_left_to_who_reads_it(rf, cast):
    class Broken(BytesIO):
        def read(self, *args):
            raise OSError("the connection is gone")

    request = rf.post("/profile/", "&" * 6000, content_type=PLAIN, **{"wsgi.input": Broken()})
    request.user = cast.head
    assert RoomForStaff(lambda request: HttpResponse("handed on"))(request).content == b"handed on"
