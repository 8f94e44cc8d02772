import pytest
from django.core.paginator import Paginator
from django.template import Context, Template

from clusters.templatetags.ui import SIGNS, badge, device, elided, icon


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_silent_icon_is_hidden_from_screen_readers():
    assert icon("check") == '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>'


def test_an_icon_that_stands_alone_speaks():
    assert icon("search", "Найти") == (
        '<svg class="icon" aria-label="Найти" role="img"><use href="/static/icons.svg#search"/></svg>'
    )


def test_a_badge_says_its_state_by_colour_symbol_and_word():
    assert badge("overdue") == (
        '<span class="badge late"><svg class="icon" aria-hidden="true"><use href="/static/icons.svg#alert"/></svg>'
        " Просрочено</span>"
    )


def test_a_badge_escapes_its_own_words():
    assert badge("overdue", "<b>").endswith(" &lt;b&gt;</span>")


def test_a_state_without_a_sign_is_an_error():
    with pytest.raises(KeyError):
        badge("unheard-of")


def test_every_sign_has_its_symbol_drawn(settings):
    drawn = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    assert len(SIGNS) >= 20
    assert [sign.icon for sign in SIGNS.values() if f'id="{sign.icon}"' not in drawn] == []


def test_a_bar_is_as_wide_as_the_sum_of_its_counts():
    html = render("{% bar done=18 work=4 late=2 lasting=16 %}")
    assert 'viewBox="0 0 40 1"' in html
    assert '<rect class="bar-late" x="22" width="2" height="1"/>' in html
    assert "40\N{NO-BREAK SPACE}поручений: исполнено 18, в работе 4, просрочено 2, постоянно 16</p>" in html


def test_an_empty_bar_is_not_drawn():
    html = render("{% bar %}")
    assert "<svg" not in html
    assert "0\N{NO-BREAK SPACE}поручений</p>" in html


def test_far_pages_are_elided():
    assert list(elided(Paginator(range(1000), 50).page(7))) == [1, "…", 6, 7, 8, "…", 20]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 YaBrowser/25.10 Safari/537.36", "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Linux"),
        ("curl/8.5", "Неизвестный браузер"),
        ("", "Неизвестный браузер"),
    ],
)  # fmt: skip
def test_device_names_the_browser_and_the_machine(user_agent, name):
    assert device(user_agent) == name
