"""The whole cast before the whole program: who asks which address, over whose row, and what they post."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from clusters import invitations
from clusters.models import Alias
from decisions import feeds, personal_links
from decisions.models import DayOverride, Letter, PersonalLinkItem, Reminder, ReminderPolicy, SavedView
from protocols import intake
from protocols.document.read import read_text
from protocols.document.write import default_template
from protocols.models import PaperTemplate, Protocol, StatementFile
from tests import factories as make
from tests.belongings import LATER, MEETING, NOW, Belongings, give
from tests.cast import Cast, gather
from tests.permissions import CAST

MISSING = 9_000_001
DOCUMENT = "ПРОТОКОЛ № 7\nсовещания руководителей\n02 марта 2026 г.\nРешили:\n1. Обновить план.\nСрок: до 27.03.2026"
MADE_UP = "unknown-token"


@dataclass
class World:
    cast: Cast
    own: Belongings
    foreign: Belongings
    clients: dict[str, Client]
    tokens: dict[str, str]
    rows: dict[str, Model]  # one for each model of the admin


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: each question is asked within a savepoint, so that no answer changes what the next one meets."""
    with time_machine.travel(LATER, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build() -> World:
    cast = gather()
    own = give(cast.college, cast.head.person, "свой", cast.protocol)
    college = make.college("Колледж транспорта")
    foreign = give(college, make.head(college), "чужой")
    for belongings, staff in ((own, cast.staff), (foreign, make.user(is_staff=True))):
        _of_the_department(belongings, staff)
    for belongings, user in ((own, cast.head), (foreign, make.user())):
        session = UserSession.objects.create(
            user=user, ip="192.0.2.1", session_key=f"of-{user.pk}", user_agent="Firefox/140"
        )
        belongings.keys["session"] = session.pk
    clients = {who: Client() for who in CAST}
    for who in CAST[1:]:
        clients[who].force_login(getattr(cast, who))
    return World(cast, own, foreign, clients, _tokens(cast, own), _rows(cast))


def _rows(cast: Cast) -> dict[str, Model]:
    """The head of the first college is changed once, so that there is a history."""
    cluster = make.cluster(leading=cast.college)
    group = make.leading_group()
    person = cast.head.person
    template = PaperTemplate.objects.create(name="Бланк", file=ContentFile(default_template(), "template.docx"))
    policy = ReminderPolicy.current()
    policy.save()
    told = Reminder.objects.create(
        assignment=cast.assignment, person=person, kind=Reminder.Kind.NEW, occasion="1", tell_on=MEETING, created_at=NOW
    )
    return {
        "clusters_organization": cast.college, "clusters_cluster": cluster, "clusters_person": person,
        "clusters_membership": cluster.memberships.get(), "clusters_appointment": person.appointments.get(),
        "clusters_user": cast.head, "clusters_substitution": person.absences.first(), "clusters_executorgroup": group,
        "clusters_alias": Alias.objects.create(wording="ведущие", group=group),
        "decisions_dayoverride": DayOverride.objects.create(date=MEETING, is_workday=True),
        "decisions_reminder": told, "decisions_reminderpolicy": policy,
        "protocols_protocol": make.protocol(MEETING), "protocols_papertemplate": template,
    }  # fmt: skip


def _of_the_department(belongings: Belongings, staff) -> None:
    ready = StatementFile.objects.create(kind="docx", name="Справка", asked_by=staff, asked_at=NOW, ready_at=NOW)
    ready.file.save("ready", ContentFile(b"PK"))
    waiting = StatementFile.objects.create(
        kind="docx", name="Справка", asked_by=staff, asked_at=NOW, subject={"organization": belongings.college.pk}
    )
    taken = intake.take(DOCUMENT.encode(), "протокол.txt", document=read_text(DOCUMENT), user=staff)
    draft = make.protocol(MEETING)
    make.executor(make.decision(draft, due_on=MEETING), belongings.college)
    archive = make.in_force(MEETING, state=Protocol.State.ARCHIVE)
    make.assignment(make.decision(archive, due_on=MEETING), belongings.college, is_archived=True)
    letter = Letter.objects.create(
        kind="digest", to="head@example.org", subject="Сроки", text="Текст", html="<p>Текст</p>", created_at=NOW,
        next_at=NOW, state=Letter.State.FAILED,
    )  # fmt: skip
    belongings.keys |= {
        "view": SavedView.objects.create(user=staff, name="Мои", query="state=open").pk,
        "statement": ready.pk, "statement_again": waiting.pk, "intake": taken.pk, "draft": draft.pk,
        "archive": archive.pk, "letter": letter.pk,
    }  # fmt: skip


def _tokens(cast: Cast, own: Belongings) -> dict[str, str]:
    token, person = personal_links.new_token(), cast.head.person
    letter = Letter.objects.create(kind="digest", to=person.email, person=person, next_at=NOW, created_at=NOW)
    link = personal_links.link_for(
        token, person=person, address=person.email, letter=letter, now=NOW, policy=ReminderPolicy.current()
    )
    link.save()
    PersonalLinkItem.objects.create(link=link, assignment_id=own["assignment"])
    guest = make.user(make.person("Гостев"), invited_at=NOW)
    guest.refresh_from_db()
    return {"link": token, "invitation": invitations.token_of(guest), "feed": feeds.renew(cast.head, NOW)}


# ── Where each address leads ─────────────────────────────────────────────────────────────────────────────────────────
KEYS = {  # the word of `Belongings` by address; «assignment» where nothing is said
    "decisions:answers": "decision", "decisions:answers_sheet": "decision", "decisions:answers_files": "decision",
    "decisions:answers_remind": "decision", "protocols:replaces": "draft",
    "trial_letter": "letter", "trial_letter_looks": "letter", "protocols:detail of a draft": "draft",
    "protocols:detail of an archive": "archive", "protocols:preview": "intake", "protocols:discard": "intake",
    "protocols:publish": "draft", "protocols:statement_of": "organization",
    "protocols:statement_of_file": "organization", "protocols:statement_ready": "statement",
    "protocols:statement_again": "statement_again", "decisions:file": "file", "decisions:file of a draft": "draft_file",
    "decisions:file_drop": "draft_file", "decisions:evidence_file": "evidence_file",
    "decisions:evidence_remove": "evidence", "decisions:evidence": "quota", "decisions:extension_cancel": "extension",
    "decisions:extension_answer": "extension", "decisions:plan": "plan", "decisions:plan_remove": "planned",
    "decisions:recall": "report", "decisions:view_delete": "view", "decisions:acceptance_item": "waiting",
    "decisions:letter": "letter", "decisions:letter_looks": "letter", "decisions:letter_again": "letter",
    "absence_end": "absence", "session_end": "session", "colleague_add": "organization", "colleague": "post", "colleague_end": "post",
    "colleague_invite": "post",
}  # fmt: skip
KINDS = ("paper", "marked", "excerpt", "statement_file", "statement_period_file", "statement_of_file")
TOKENS = {"personal_link": "link", "calendar_feed": "feed", "invitation": "invitation"}
FIXED = {
    "account_confirm_email": ["made-up"], "account_reset_password_from_key": ["1", "made-up"],
}  # fmt: skip


def address(world: World, case: str, which: str) -> str:
    name = case.partition(" ")[0]
    return reverse(name, args=FIXED.get(name) or _arguments(world, case, name, which))


def _arguments(world: World, case: str, name: str, which: str) -> list[object]:
    if name.startswith("admin:"):
        return _of_the_admin(world, name.removeprefix("admin:"), which)
    if name in TOKENS:
        return [MADE_UP if which == "missing" else world.tokens[TOKENS[name]]]
    if name.startswith("decisions:letter_sample"):
        return ["made-up" if which == "missing" else "digest"]
    kind = ["docx"] if name.rpartition(":")[2] in KINDS else []
    if not _takes_object(name):
        return kind
    mine = {"own": world.own, "foreign": world.foreign, "missing": None}[which]
    usual = "protocol" if name.startswith("protocols:") else "assignment"
    key = mine[KEYS.get(case, usual)] if mine else MISSING
    inner = [mine["decision"] if mine else MISSING] if name in _OF_A_DECISION else []
    return [key, *inner, *kind, *(["due"] if name == "decisions:change" else [])]


def _of_the_admin(world: World, name: str, which: str) -> list[object]:
    if name in ADMIN_ARGUMENTS:
        return ADMIN_ARGUMENTS[name]
    model, _, page = name.rpartition("_")
    if page == "history" and model.endswith("_simple"):
        row = world.rows[model.removesuffix("_simple")]
        return [row.pk, row.history.first().pk] if which == "own" else [MISSING, MISSING]
    if model not in world.rows or page not in ("change", "history", "delete"):
        return []
    return [world.rows[model].pk if which == "own" else MISSING]


ADMIN_ARGUMENTS: dict[str, list[object]] = {"app_list": ["clusters"], "view_on_site": [MISSING, MISSING]}
_OF_A_DECISION = ("protocols:excerpt", "protocols:correct", "protocols:executing", "protocols:end")


def _takes_object(name: str) -> bool:
    return ":pk>" in PATTERNS[name] or ":organization>" in PATTERNS[name]


def walk(resolver, path: str = "", spaces: tuple[str, ...] = ()):
    """(name, path) of every address that has a name."""
    for one in resolver.url_patterns:
        whole = path + str(one.pattern)
        if isinstance(one, URLPattern):
            if one.name:
                yield ":".join((*spaces, one.name)), whole
        else:
            yield from walk(one, whole, (*spaces, one.namespace) if one.namespace else spaces)


PATTERNS = dict(walk(get_resolver()))

# ── What is posted, so that who may do it does it ────────────────────────────────────────────────────────────────────
BODIES = {
    "protocols:upload": {"text": DOCUMENT},
    "protocols:head": {"reason": ""},
    "protocols:replaces": {"do": "save"},
    "protocols:next": {"number": "77", "date": "2026-04-06", "title": "совещания руководителей"},
    "protocols:correct": {"reason": ""},
    "protocols:executing": {"reason": ""},
    "protocols:end": {"how": "off_control", "reason": "Исполнено"},
    "decisions:report": {"do": "partial", "reports_seen": "1", "text": "Половина"},
    "decisions:report of a draft": {"do": "draft", "reports_seen": "1", "text": "Начало"},
    "decisions:draft": {"text": "Начало", "reports_seen": "1"},
    "decisions:extension": {"new_due_on": "2026-03-27", "reason": "Ждём смету"},
    "decisions:plan": {"dates": "15.04.2026 заседание"},
    "decisions:evidence": {"links": "https://college.example/1", "happened_on": "2026-03-10"},
    "decisions:report_many": {"items": ""},
    "decisions:change": {"due_on": "2026-03-27", "reason": "Так решили"},
    "decisions:view_save": {"name": "Не закрытые", "query": "state=open"},
    "decisions:extension_answer": {"do": "refuse", "reason": "Срок задан приказом"},
    "profile": {"phone": "+7 3822 00-00-00", "letters_wanted": "all"},
    "absence_add": {"since": "2026-05-04", "until": "2026-05-08"},
    "colleague_add": {
        "surname": "Новиков", "name": "Пётр", "post": "contact", "email": "novikov@example.org",
    },
    "colleague": {"post": "contact", "title": "секретарь", "email": "novikov@example.org"},
    "invitation_accept by a token": {"password": "1"},
}  # fmt: skip


def body(world: World, case: str, which: str) -> dict[str, object]:
    if case == "decisions:acceptance_item" and which != "missing":
        mine = world.own if which == "own" else world.foreign
        return {"seen": mine["waiting_report"]}
    if case == "decisions:points" and which != "missing":
        return {"points": (world.own if which == "own" else world.foreign)["point"]}
    if case == "decisions:hand":
        return {"colleague": world.cast.contact.person_id}
    return BODIES.get(case, {})


def ask(world: World, who: str, case: str, method: str, which: str) -> HttpResponse:
    client, before = world.clients[who], transaction.savepoint()
    cookies = client.cookies.copy()
    try:
        _come_by_a_link(world, client, case)
        given = body(world, case, which) if method == "post" else {}
        response = getattr(client, method)(address(world, case, which), given)
        response.read = b"".join(response.streaming_content) if response.streaming else response.content
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = cookies
    return response


def _come_by_a_link(world: World, client: Client, case: str) -> None:
    if case == "personal_page by a link":
        client.get(reverse("personal_link", args=[world.tokens["link"]]))
    if case == "invitation_accept by a token":
        client.get(reverse("invitation", args=[world.tokens["invitation"]]))
