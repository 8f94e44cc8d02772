"""The .docx to import: a meeting held today, in the Department's own form."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm

from clusters.templatetags.russian import day as in_words
from decisions.workdays import Calendar

from .cast import DEPARTMENT, Cast


def decisions_of(cast: Cast, today: dt.date) -> list[tuple[str, tuple[str, ...], str]]:
    """Text, points, deadline: on the next working day, in 6 and in 17 working days, «постоянно», «по планам»."""
    calendar = Calendar()
    tomorrow, soon, later = (f"до {calendar.add_workdays(today, days):%d.%m.%Y} г." for days in (1, 6, 17))
    receiver = cast.controller.person.surname_initials.replace("Ольховская", "Ольховской")
    return [
        (
            "Включить в планы работы образовательно-отраслевых кластеров мероприятия региональных проектов:",
            ("«Профессия будущего»;", "«Наставник рядом»."),
            later,
        ),
        ("Рассказывать о работе кластеров на страницах колледжей в сети Интернет (не менее двух публикаций в неделю).", (), "постоянно"),
        (f"Уточнить составы координационных советов кластеров. Предоставить информацию {receiver}", (), soon),
        (
            "Внедрить в практику работы кластеров взаимное посещение заседаний координационных советов.",
            (),
            "в соответствии с планами заседаний координационных советов образовательно-отраслевых кластеров",
        ),
        (f"Предоставить {receiver} (в рабочем порядке) кандидатуру в состав областного координационного совета.", (), tomorrow),
    ]  # fmt: skip


def write(cast: Cast, today: dt.date, path: Path) -> None:
    document = docx.Document()
    for text in (
        "УТВЕРЖДАЮ",
        "Начальник Департамента",
        "профессионального образования",
        "Верхнеозёрской области",
        "М.А. Северцев",
    ):
        document.add_paragraph(text).paragraph_format.left_indent = Cm(10)
    for text in (
        "ПРОТОКОЛ № 4",
        "совещания руководителей ведущих профессиональных образовательных организаций Верхнеозёрской области",
    ):
        heading = document.add_paragraph()
        heading.alignment = ALIGN.CENTER
        heading.add_run(text).bold = True
    document.add_paragraph(f"{DEPARTMENT}\nг. Верхнеозёрск, ул. Садовая, 7")
    document.add_paragraph(in_words(today).replace("\N{NO-BREAK SPACE}", " "))
    _labelled(
        document,
        "Председательствующий: ",
        "Северцев Михаил Андреевич, начальник " + DEPARTMENT.replace("Департамент", "Департамента"),
    )
    present = [cast.controller.person, *(cast.heads[college.pk].person for college in cast.colleges[::3])]
    _labelled(document, "Присутствовали: ", ", ".join(person.surname_initials for person in present))
    _labelled(document, "Обсуждены вопросы:", "")
    document.add_paragraph("О планах работы образовательно-отраслевых кластеров на полугодие", style="List Number")
    _labelled(document, "Решили:", "")
    for number, (text, points, deadline) in enumerate(decisions_of(cast, today), 1):
        document.add_paragraph(f"{number}. {text}")
        for point in points:
            document.add_paragraph(point, style="List Bullet")
        _labelled(document, f"Срок: {deadline}", "")
        _labelled(document, "Отв.: руководители ведущих ПОО", "")
    document.save(str(path))


def _labelled(document, label: str, text: str) -> None:  # type: ignore[no-untyped-def]
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)
