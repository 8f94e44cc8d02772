"""Two heads go everywhere they can: no word of one college is met by the other, in no form and by no address."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from decisions import feeds, lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account
from tests import factories as make
from tests.belongings import LATER, MEETING, NOW, Belongings, give, stored
from tests.everyone import KEYS
from tests.permissions import COLLEGE, DEPARTMENT, PEOPLE, PROTOCOLS

SHARED = "кенар"  # both search for it, and it stands beside each canary
CANARIES = {"first": "звонкийгусь", "second": "тихийгусь"}
STARTS = ("/", "/protocols/", "/college/", "/profile/", "/my/report/", "/my/calendar/", "/protocols/?q={}", "/my/?q={}")
SEARCH = "/search/?q={}"
LINK = re.compile(r'(?:href|src|action)="([^"#]+)"')


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def colleges(db) -> dict[str, tuple[Belongings, Client]]:
    """Each with a protocol of its own; one decision of a third protocol concerns both, and both report on it."""
    common = make.decision(make.in_force(MEETING), due_on=MEETING.replace(day=27), text="Провести общую сверку.")
    both = {}
    for name, canary in CANARIES.items():
        college = make.college(f"Колледж {name}")
        head = make.head(college)
        client = Client()
        client.force_login(make.user(head))
        both[name] = give(college, head, f"{SHARED} {canary}"), client
        make.executor(common, college)
        row = make.assignment(common, college)
        account = Account(text=f"Сверено {SHARED} {canary}", is_final=name == "first", files=(stored(canary),))
        lifecycle.report(row, account, by=Actor(person=head), now=NOW)
    return both


def words(response) -> str:
    """What can be read in an answer: of a Word or Excel file, in its parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    text = content.decode("utf-8", "replace") + str(sorted(response.items()))
    return text.replace("\r\n ", "")  # iCalendar folds its lines


def crawl(client: Client, starts: list[str]) -> dict[str, str]:
    """Everything that a link leads to, whatever is asked."""
    met: dict[str, str] = {}
    queue = list(starts)
    while queue:
        path = queue.pop()
        if path in met or path.startswith(("/static/", "/accounts/logout")):
            continue
        response = client.get(path)
        met[path] = words(response)
        if response.status_code == 302:
            queue.append(urljoin(path, response.url))
        elif response["Content-Type"].startswith("text/html"):
            queue += [urljoin(path, link.replace("&amp;", "&")) for link in LINK.findall(met[path])]
        queue = [one for one in queue if not urlsplit(one).netloc]
    return met


def starts() -> list[str]:
    known = [SEARCH] if _leads_somewhere("/search/") else []
    return [path.format(quote(SHARED)) for path in (*STARTS, *known)]


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def addresses_of(theirs: Belongings) -> list[str]:
    """Every address of the college's pages, over every number that is theirs: guessed, not linked."""
    paths = []
    for case in COLLEGE | PROTOCOLS | PEOPLE | DEPARTMENT:
        for key in theirs.keys.values():
            paths += _paths(case, key, theirs)
    return list(dict.fromkeys(paths))


def _paths(case: str, key: int, theirs: Belongings) -> Iterator[str]:
    for arguments in ([key], [key, "docx"], [key, theirs["decision"], "docx"], [key, theirs["decision"]], [key, "due"]):
        with contextlib.suppress(NoReverseMatch):
            yield reverse(case.partition(" ")[0], args=arguments)


@pytest.mark.parametrize("me, other", [("first", "second"), ("second", "first")])
def test_no_word_of_the_other(colleges, me, other):
    (mine, client), (theirs, _) = colleges[me], colleges[other]
    met = crawl(client, [*starts(), f"/protocols/{mine['protocol']}/"])
    guessed = addresses_of(theirs)
    answers = met | {path: words(client.get(path)) for path in guessed}
    assert [path for path, text in answers.items() if CANARIES[other] in text] == []
    assert len(met) > 25
    assert len(guessed) > 100


def test_the_canary_sings_for_its_own(colleges):
    """So that silence above means something: one's own words are met in every form."""
    mine, client = colleges["first"]
    token = feeds.renew(mine.head.user, NOW)
    met = crawl(client, [*starts(), reverse("calendar_feed", args=[token])])
    forms = {
        form
        for path, text in met.items()
        for form in ("docx", "ics", "files", "source", "assignments", "my")
        if CANARIES["first"] in text and (path.endswith(form) or f"/{form}/" in path)
    }
    assert forms >= {"docx", "files", "source", "assignments", "my"}


def test_posts_to_what_is_anothers_change_nothing(colleges):
    _, client = colleges["second"]
    theirs, _ = colleges["first"]
    paths = [path for case, key in KEYS.items() if key in theirs.keys for path in _paths(case, theirs[key], theirs)]
    assert len(paths) > 15
    for path in paths:
        response = client.post(path, {"text": "чужая рука", "reason": "чужая рука", "points": "1"})
        assert (path, response.status_code) in {(path, code) for code in (403, 404, 405)}
