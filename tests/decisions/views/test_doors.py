"""Every address of the college's pages × each kind of user, written by hand from the rules."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, StoredFile
from decisions.models import Decision, PlannedDate
from decisions.urls import of_decisions, urlpatterns
from tests import factories as make

from .conftest import TODAY

CAST = ("anonymous", "other_head", "head", "substitute", "deputy", "contact", "controller", "staff", "leadership")
LOGIN, NOT_FOUND, FORBIDDEN, OK, GONE, AGAIN = "login", 404, 403, 200, 410, 302


def row(*answers):
    return dict(zip(CAST, answers, strict=True))


NF, NO = NOT_FOUND, FORBIDDEN
#                         anonymous other head  subst deputy contact contr staff leadership
GETS = {
    "my_assignments": row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK),
    "decisions:report_many": row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK),
    "decisions:calendar": row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK),
    "decisions:assignment": row(LOGIN, NF, OK, OK, OK, OK, OK, OK, OK),
    "decisions:calendar_card": row(LOGIN, NF, OK, OK, OK, OK, OK, OK, OK),
    "decisions:report": row(LOGIN, NF, OK, OK, NO, OK, OK, OK, NO),
    "decisions:change": row(LOGIN, NO, NO, NO, NO, NO, OK, OK, NO),
    "decisions:extension": row(LOGIN, NF, OK, OK, NO, NO, NO, NO, NO),
    "decisions:plan": row(LOGIN, NF, OK, OK, NO, NO, OK, OK, NO),
    "decisions:file": row(LOGIN, NF, OK, OK, OK, OK, OK, OK, OK),
    "draft file": row(LOGIN, NF, OK, OK, NF, OK, OK, OK, NF),
    "decisions:evidence_file": row(LOGIN, NF, OK, OK, OK, OK, OK, OK, OK),
    "personal_page": row(GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE),
    "personal_link": row(AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    "calendar_feed": row(GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE),
}
POSTS = {
    "decisions:links_revoke": row(LOGIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    "decisions:report": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, AGAIN, AGAIN, NO),
    "decisions:change": row(LOGIN, NO, NO, NO, NO, NO, AGAIN, AGAIN, NO),
    "decisions:draft": row(LOGIN, NF, 204, 204, NO, 204, 204, 204, NO),
    "decisions:points": row(LOGIN, NF, AGAIN, AGAIN, NO, AGAIN, NO, NO, NO),
    "decisions:hand": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, NO, NO, NO),
    "decisions:extension": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, NO, NO, NO),
    "decisions:extension_cancel": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, NO, NO, NO),
    "decisions:plan": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, AGAIN, AGAIN, NO),
    "decisions:plan_remove": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, AGAIN, AGAIN, NO),
    "decisions:evidence": row(LOGIN, NF, AGAIN, AGAIN, NO, AGAIN, NO, NO, NO),
    "decisions:evidence_remove": row(LOGIN, NF, AGAIN, AGAIN, NO, AGAIN, NO, NO, NO),
    "decisions:recall": row(LOGIN, NF, AGAIN, AGAIN, NO, NO, AGAIN, AGAIN, NO),
    "decisions:file_drop": row(LOGIN, NF, AGAIN, AGAIN, NF, AGAIN, AGAIN, AGAIN, NF),
    "decisions:report_many": row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK),
    "decisions:calendar": row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK),
    "personal_page": row(GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE, GONE),
    "personal_link_renew": row(AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
}
ITEM = "https://college.example/1"
BODIES = {
    "decisions:report": {"do": "partial", "reports_seen": "1", "text": "Половина"},
    "decisions:draft": {"text": "Начало", "reports_seen": "1"},
    "decisions:extension": {"new_due_on": "2026-03-27", "reason": "Ждём смету"},
    "decisions:plan": {"dates": "15.04.2026 заседание"},
    "decisions:evidence": {"links": ITEM, "happened_on": "2026-03-10"},
    "decisions:report_many": {"items": ""},
    "decisions:change": {"due_on": "2026-03-27", "reason": "Так решили"},
}


@pytest.fixture
def addresses(cast, media):
    """Each address over a row that the first college may act on."""
    now_ = timezone.now()
    head = Actor(user=cast.head, person=cast.head.person)
    path = default_storage.save("reports/x", ContentFile(b"%PDF-1.4"))
    file = StoredFile(path, "план.pdf", "application/pdf", 8, "0" * 64)
    first = cast.assignment
    sent = lifecycle.report(first, Account(is_final=False, files=(file,)), by=head, now=now_)
    draft = lifecycle.save_draft(first, Account(files=(file,)), by=head, now=now_)
    asking = make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 20)), cast.college)
    asked = lifecycle.ask_extension(asking, dt.date(2026, 3, 27), "Ждём", by=head, now=now_)
    plan = make.assignment(
        make.decision(cast.protocol, deadline_kind=Decision.Kind.BY_PLAN), cast.college, due_on=dt.date(2026, 3, 17)
    )
    planned = PlannedDate.objects.create(decision=plan.decision, organization=cast.college, date=dt.date(2026, 9, 1))
    norm = {"quota_on": True, "quota_target": 3, "quota_unit": "публикации", "quota_period": "week"}
    quota = make.assignment(make.decision(cast.protocol, deadline_kind=Decision.Kind.PERMANENT, **norm), cast.college)
    by_file, by_link = lifecycle.add_evidence(
        quota, TODAY, links=["https://college.example/0"], files=[file], by=head, now=now_
    )[::-1]
    of_other_rows = {
        "decisions:plan": plan.pk,
        "decisions:plan_remove": planned.pk,
        "decisions:evidence": quota.pk,
        "decisions:evidence_file": by_file.pk,
        "decisions:evidence_remove": by_link.pk,
        "decisions:extension_cancel": asked.pk,
        "decisions:recall": sent.pk,
        "decisions:file": sent.files.get().pk,
        "decisions:file_drop": draft.files.get().pk,
    }
    without_row = (
        "my_assignments", "decisions:report_many", "decisions:calendar", "personal_page", "decisions:links_revoke"
    )  # fmt: skip

    def address(name):
        if name == "draft file":
            return reverse("decisions:file", args=[draft.files.get().pk])
        if name in ("personal_link", "calendar_feed"):
            return reverse(name, args=["unknown-token"])
        if name in (*without_row, "personal_link_renew"):
            return reverse(name)
        if name == "decisions:change":
            return reverse(name, args=[first.pk, "due"])
        return reverse(name, args=[of_other_rows.get(name, first.pk)])

    return address


def answer_to(response) -> int | str:
    if response.streaming:
        b"".join(response.streaming_content)  # a file that is served is open until then
    if response.status_code == 302 and response.url.startswith("/accounts/login/"):
        return LOGIN
    return response.status_code


def answers(client, cast, ask) -> dict[str, int | str]:
    """Of each of the cast, every time over the same rows: what one changes is undone before the next."""
    given = {}
    for who in CAST:
        before = transaction.savepoint()
        client.logout()
        if who != "anonymous":
            client.force_login(getattr(cast, who))
        given[who] = answer_to(ask())
        transaction.savepoint_rollback(before)
    return given


@pytest.mark.parametrize("name", GETS)
def test_get(client, cast, addresses, name):
    assert answers(client, cast, lambda: client.get(addresses(name))) == GETS[name]


@pytest.mark.parametrize("name", POSTS)
def test_post(client, cast, addresses, name):
    assert answers(client, cast, lambda: client.post(addresses(name), BODIES.get(name, {}))) == POSTS[name]


def test_every_address_is_in_the_table():
    mine = ("asking", "assignment", "calendar", "department", "files", "link", "own", "reporting")
    addresses = [("decisions:", one) for one in of_decisions] + [
        ("", one) for one in urlpatterns if hasattr(one, "name")
    ]
    names = {
        prefix + one.name
        for prefix, one in addresses
        if one.callback and one.callback.__module__.rsplit(".", 1)[-1] in mine
    }
    assert names == set(GETS) - {"draft file"} | set(POSTS)
