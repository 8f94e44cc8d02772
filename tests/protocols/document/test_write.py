import datetime as dt
import io

import docx
import pytest
import time_machine
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as some

from protocols.document.model import Deadline, NamedPost, ParsedDecision, ParsedProtocol, Unreadable
from protocols.document.parse import parse, reading
from protocols.document.read import read
from protocols.document.write import (
    DECISION,
    Extras,
    Paper,
    check_template,
    default_template,
    initials_first,
    opened,
    split_points,
    write,
)


def protocol(**fields):
    given = {
        "number": "4",
        "date": "2026-03-02",
        "title": "совещания руководителей ведущих профессиональных образовательных организаций",
        "place": "г. Верхнеозёрск, ул. Садовая, 7",
        "approved_by": NamedPost("М.А. Северцев", "Начальник Департамента профессионального образования"),
        "chair": NamedPost("Северцев Михаил Андреевич", "начальник Департамента профессионального образования"),
        "attendees": ["Ольховская Е.В.", "Лугов Б.И."],
        "agenda": ["О планах работы кластеров", "О составах советов"],
        "decisions": [decision()],
    }
    return ParsedProtocol(**{**given, **fields})


def decision(**fields):
    given = {
        "number": "1",
        "text": "Актуализировать планы работы кластеров.",
        "deadline": Deadline("date", "2026-03-27", raw="до 27.03.2026 г."),
        "responsible": ["руководители ведущих ПОО"],
    }
    return ParsedDecision(**{**given, **fields})


def round_trip(written: ParsedProtocol):
    return reading(parse(read(write(written), name="протокол.docx")))


def as_read(written: ParsedProtocol):
    """What the reading should say: a round trip adds and loses nothing."""
    expected = reading(written)
    expected["warnings"] = []
    return expected


CASES = {
    "plain": protocol(),
    "points": protocol(
        decisions=[
            decision(
                text="Включить в планы мероприятия: «Безопасные дороги»; «Современный колледж». Провести отбор участников.",
                points=["«Безопасные дороги»", "«Современный колледж»"],
            )
        ]
    ),
    "permanent": protocol(decisions=[decision(deadline=Deadline("permanent", raw="постоянно"))]),
    "secretary and absent": protocol(secretary=NamedPost("Ольховская Е.В."), absent=["Чижов Г.С."]),
    "several": protocol(
        decisions=[decision(number=str(place), text=f"Провести {place} совещание.") for place in (1, 2, 3)]
    ),
    "numbers with a gap": protocol(decisions=[decision(), decision(number="3", text="Провести отбор участников.")]),
    "two executors": protocol(decisions=[decision(responsible=["Лугов Б.И.", "ОГБПОУ «Колледж связи»"])]),
}


@pytest.mark.parametrize("written", CASES.values(), ids=CASES.keys())
def test_what_is_written_is_read_back(written):
    assert round_trip(written) == as_read(written)


VOCABULARY = (
    "планы", "работы", "кластеров", "предложения", "программу", "мероприятий", "колледжей", "составы", "советов", "сведения",
    "выпускниках", "практику", "мастерских", "наставников", "правила", "приёма", "открытых", "дверей", "участие", "студентов",
    "чемпионате", "методические", "рекомендации", "журнал", "посещений", "общежитий", "ремонт", "оборудования", "договоры",
    "работодателями", "целевом", "обучении", "график", "консультаций", "педагогов", "отбор", "участников", "конкурса",
)  # fmt: skip
words = some.lists(some.sampled_from(VOCABULARY), min_size=3, max_size=12, unique=True).map(" ".join)
verbs = some.sampled_from(["Представить", "Актуализировать", "Обеспечить", "Организовать", "Направить"])
day = some.dates(min_value=dt.date(2026, 3, 3), max_value=dt.date(2027, 2, 1))
decisions = some.builds(
    lambda verb, text, due: decision(
        text=f"{verb} {text}.", deadline=Deadline("date", due.isoformat(), raw=f"до {due:%d.%m.%Y} г.")
    ),
    verbs,
    words,
    day,
)


@settings(max_examples=25)
@given(some.lists(decisions, min_size=1, max_size=6), some.lists(words, min_size=1, max_size=3, unique=True))
def test_invented_protocols_are_read_back(made, agenda):
    for place, one in enumerate(made, 1):
        one.number = str(place)
        one.agenda = 1 if len(agenda) == 1 else None  # the only question is the one they answer
    written = protocol(decisions=made, agenda=[f"О {text}" for text in agenda])
    assert round_trip(written) == as_read(written)


def texts(data):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_word_counts_the_decisions():
    made = docx.Document(io.BytesIO(write(CASES["several"])))
    counted = [one for one in made.paragraphs if one.style.name == "Протокол: решение"]
    assert [one.text for one in counted] == ["Провести 1 совещание.", "Провести 2 совещание.", "Провести 3 совещание."]
    assert all(one._p.pPr.numPr is not None for one in counted)


def test_a_line_before_a_break_is_not_drawn_out_to_the_full_width():
    paper = Paper(opened(default_template()))
    broken, whole = paper.add("Обновить планы:\n– дороги", DECISION), paper.add("Обновить планы.", DECISION)
    assert (broken.alignment, whole.alignment) == (WD_ALIGN_PARAGRAPH.LEFT, None)
    assert whole.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


def test_marks_stand_under_their_decision():
    made = texts(write(CASES["several"], extras=Extras(marks={1: ["Исполнено: 7 из 8."]})))
    assert made[made.index("Исполнено: 7 из 8.") - 3] == "Провести 2 совещание."


def test_an_excerpt_has_one_decision_with_its_own_number():
    made = texts(write(CASES["several"], extras=Extras(only=2)))
    assert "3. Провести 3 совещание." in made
    assert "ВЫПИСКА" in made
    assert not any("Провести 1" in text for text in made)


def test_the_same_protocol_gives_the_same_bytes():
    first = write(protocol())
    with time_machine.travel(dt.timedelta(hours=5), tick=False):
        assert write(protocol()) == first


def test_it_is_in_russian_and_has_a_title():
    made = docx.Document(io.BytesIO(write(protocol())))
    assert {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))} == {"ru-RU"}
    assert (made.core_properties.language, made.core_properties.title) == ("ru-RU", "Протокол № 4")


def test_a_template_keeps_its_page_and_header():
    document = docx.Document(io.BytesIO(default_template()))
    document.sections[0].header.paragraphs[0].text = "Шапка департамента"
    document.add_paragraph("лишний текст образца")
    out = io.BytesIO()
    document.save(out)
    made = docx.Document(io.BytesIO(write(protocol(), out.getvalue())))
    assert made.sections[0].header.paragraphs[0].text == "Шапка департамента"
    assert "лишний текст образца" not in [one.text for one in made.paragraphs]


def plain_docx():
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


@pytest.mark.parametrize("data, said", [(b"not a document", "не открывается"), (plain_docx(), "нет стилей")])
def test_a_template_is_checked_at_upload(data, said):
    with pytest.raises(Unreadable, match=said):
        check_template(data)


def test_our_own_template_is_good():
    check_template(default_template())


@pytest.mark.parametrize(
    "name, signed",
    [("Северцев Михаил Андреевич", "М.А. Северцев"), ("Лугов Б.И.", "Б.И. Лугов"), ("М.А. Северцев", "М.А. Северцев")],
)
def test_a_signature_has_initials_first(name, signed):
    assert initials_first(name) == signed


def test_points_that_do_not_stand_in_the_text_leave_it_whole():
    assert split_points(decision(text="Провести отбор.", points=["иное"])) == ("Провести отбор.", [], "")
