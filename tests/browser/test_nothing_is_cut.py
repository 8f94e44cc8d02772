"""What axe does not see: a field behind the edge of its frame, a word broken in two, a sign left alone on its line."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from protocols.models import Attendance
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
CUT = """() => {
    const seen = [...document.querySelectorAll('#content :is(input, select, textarea, th, .select2)')]
    return seen.filter(each => {
        const frame = each.closest('.inline-related, .module')
        return each.checkVisibility() && frame && each.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1
    }).map(each => each.id || each.textContent)
}"""
LINES = """cell => { const range = document.createRange(); range.selectNodeContents(cell); return range.getClientRects().length }"""


def test_a_draft_on_a_phone_shows_each_field_whole(cast, phone, sign_in, screenshot):
    draft = make.protocol()
    make.executor(make.decision(draft, due_on=draft.date), cast.college)
    draft.agenda.create(position=1, text="О планах работы образовательно-отраслевых кластеров")
    Attendance.objects.create(protocol=draft, position=1, name="Ветров И.П.", person=cast.head.person)
    page = sign_in(phone, cast.staff)
    page.goto(reverse("admin:protocols_protocol_change", args=[draft.pk]))
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.wait_for_selector("#attendance-0 .select2")
    assert page.evaluate(CUT) == []
    assert page.locator("#attendance-group tr.empty-form").is_hidden()
    page.locator("#attendance-group .add-row a").click()
    page.wait_for_selector("#attendance-1 .select2")
    assert page.evaluate(CUT) == []
    screenshot(page, "draft-phone")


def test_the_head_of_who_is_late_is_one_word(cast, desktop, sign_in):
    long_ago = timezone.localdate() - dt.timedelta(days=30)
    make.assignment(make.decision(cast.protocol, due_on=long_ago), cast.college)
    page = sign_in(desktop, cast.leadership)
    page.goto(reverse("overview"))
    head = page.locator("thead th", has_text="Просрочено")
    assert [head.evaluate(LINES), page.set_viewport_size({"width": 390, "height": 844}), head.evaluate(LINES)] == [
        1,
        None,
        1,
    ]


def test_the_sign_of_a_fold_stands_beside_its_words(cast, phone, sign_in):
    page = sign_in(phone, cast.head)
    page.goto(reverse("decisions:assignment", args=[cast.assignment.pk]))
    fold = page.locator(".fold > summary").last
    low = fold.evaluate("each => each.clientHeight")
    fold.evaluate("each => each.textContent = 'Последние исполненные и закрытые: 12'")
    assert fold.evaluate("each => each.clientHeight") < 2 * low


def test_a_cluster_of_one_college_has_its_name_in_the_matrix(cast, desktop, sign_in):
    for name in ("Агропромышленный", "Машиностроение и металлообработка"):
        make.assignment(cast.decision, make.cluster(name, leading=make.college()).organizations.get())
    page = sign_in(desktop, cast.staff)
    page.goto(reverse("protocols:matrix", args=[cast.protocol.pk]))
    names = page.locator(".matrix-group > span")
    assert names.filter(has_text="Агропромышленный").evaluate(LINES) == 1
    assert names.evaluate_all("all => all.every(each => each.scrollHeight <= each.clientHeight)")
