"""Copies of the Department's own form in which a script changes every name, date and number, the count and the order."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from protocols.document.parse import parse, reading
from protocols.document.read import read_text

# nominative and dative, written by hand: the reader's own rules must not be their judge
PEOPLE = (
    ("Авдеенко Р.Т.", "Авдеенко Р.Т."), ("Белозёрова К.С.", "Белозёровой К.С."), ("Борщ С.П.", "Борщ С.П."),
    ("Вольский Т.А.", "Вольскому Т.А."), ("Галимзянова Ф.Н.", "Галимзяновой Ф.Н."),
    ("Гладких В.О.", "Гладких В.О."),
    ("Доржиев Б.Б.", "Доржиеву Б.Б."), ("Журавль П.П.", "Журавлю П.П."),
    ("Зимина-Лис О.О.", "Зиминой-Лис О.О."),
    ("Кравец Д.Д.", "Кравцу Д.Д."), ("Ли В.Ю.", "Ли В.Ю."), ("Луговая Н.Н.", "Луговой Н.Н."),
    ("Мартиросян Э.Г.", "Мартиросяну Э.Г."), ("Ооржак Ч.Д.", "Ооржаку Ч.Д."), ("Пак Г.С.", "Пак Г.С."),
    ("Петренко-Донская А.А.", "Петренко-Донской А.А."), ("Рудый М.М.", "Рудому М.М."),
    ("Стрельцова У.Ю.", "Стрельцовой У.Ю."),
    ("Хегай И.А.", "Хегаю И.А."), ("Чубук Л.Л.", "Чубуку Л.Л."), ("Шиян Е.Е.", "Шияну Е.Е."),
    ("Юдин Я.Я.", "Юдину Я.Я."),
)  # fmt: skip
CHAIRS = (
    ("Кольцова Мария Павловна", "М.П. Кольцова"), ("Ярмольник Борис Борисович", "Б.Б. Ярмольник"),
    ("Тё Виктор Юрьевич", "В.Ю. Тё"), ("Римский-Луговой Лев Львович", "Л.Л. Римский-Луговой"),
)  # fmt: skip
GROUPS = ("руководители ведущих колледжей", "директора техникумов области", "заместители директоров по учебной работе")
TOWNS = ("г. Верхнеозёрск, пр. Строителей, {}", "г. Нижнеозёрск, ул. Садовая, {}", "пос. Озёрный, пер. Школьный, {}")
VERBS = ("Обновить", "Проверить", "Сформировать", "Усилить", "Провести", "Внедрить")
OBJECTS = (
    "планы работы кластеров",
    "составы советов колледжей",
    "перечень мастерских",
    "страницы колледжей в сети Интернет",
)
BULLETS = (
    "«Безопасное движение»", "«Новая школа» (методики преподавания общеобразовательных дисциплин)",
    "целевое обучение", "сетевые программы с участием предприятий", "дни открытых дверей",
)  # fmt: skip
AGENDA = ("Об исполнении планов развития кластеров", "О работе опорных площадок в {} году", "О подготовке чемпионата")
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")  # fmt: skip


@dataclass
class Copy:
    """Lines of the document and the reading that they must give."""

    lines: list[str] = field(default_factory=list)
    reading: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def copy_of_the_form(seed: int) -> Copy:
    draw = random.Random(seed)
    meeting = date(2022, 1, 10) + timedelta(days=draw.randrange(1500))
    people = draw.sample(PEOPLE, draw.randint(3, 14))
    copy = Copy()
    agenda = [item.format(meeting.year) for item in draw.sample(AGENDA, draw.randint(1, 3))]
    write_head(copy, draw, meeting, [name for name, _ in people], agenda)
    copy.lines.append("### **Решили:**\n")
    only = 1 if len(agenda) == 1 else None  # decisions answer the one question there is
    copy.reading["decisions"] = [
        write_decision(copy, draw, number, meeting, people) | {"agenda": only}
        for number in range(1, draw.randint(2, 9))
    ]
    copy.reading["warnings"] = []
    return copy


def write_head(copy: Copy, draw: random.Random, meeting: date, people: list[str], agenda: list[str]) -> None:
    full, short = draw.choice(CHAIRS)
    number, place = str(draw.randint(1, 40)), draw.choice(TOWNS).format(draw.randint(1, 99))
    names = [", ".join(people[start : start + 4]) for start in range(0, len(people), 4)]
    copy.lines += [
        "УТВЕРЖДАЮ\n", "Начальник Департамента  ", "профессионального образования  ", "Верхнеозёрской области\n\n\n",
        f"{short}\n", f"## ПРОТОКОЛ № {number}\n", f"совещания ведущих колледжей по итогам {meeting.year} года\n",
        "Департамент профессионального  ", "образования Верхнеозёрской области  ", f"{place}\n",
        f"{meeting.day:02} {MONTHS[meeting.month - 1]} {meeting.year} г.\n",
        f"**Председательствующий:** {full}, начальник  ", "Департамента профессионального образования\n",
        "**Присутствовали:** " + ",  \n".join(names) + "\n",
        "### **Обсуждены вопросы:**\n", *(f"{place}. {item}" for place, item in enumerate(agenda, 1)), "",
    ]  # fmt: skip
    copy.reading |= {
        "number": number, "date": meeting.isoformat(), "place": place,
        "title": f"совещания ведущих колледжей по итогам {meeting.year} года",
        "approved_by": {"name": short, "post": "Начальник Департамента профессионального образования Верхнеозёрской области"},
        "chair": {"name": full, "post": "начальник Департамента профессионального образования"},
        "secretary": None, "attendees": people, "absent": [], "agenda": agenda,
    }  # fmt: skip


def write_decision(
    copy: Copy, draw: random.Random, number: int, meeting: date, people: list[tuple[str, str]]
) -> dict[str, object]:
    bullets = draw.sample(BULLETS, draw.choice((0, 0, 2, 3, 4)))
    text, points, receivers = write_text(copy, draw, number, bullets, people)
    deadline, wording = a_deadline(draw, meeting)
    responsible = draw.sample(GROUPS, 1) + [name for name, _ in draw.sample(people, draw.choice((0, 0, 1, 2)))]
    mark = draw.choice(("**", "***"))
    copy.lines += ["", f"{mark}Срок: {wording}{mark}\n", f"**Отв.: {', '.join(responsible)}**\n"]
    return {
        "number": str(number), "text": text, "points": points, "is_task": True,
        "deadline": deadline | {"raw": wording}, "other_deadlines": [],
        "responsible": responsible, "report_to": receivers,
    }  # fmt: skip


def write_text(
    copy: Copy, draw: random.Random, number: int, bullets: list[str], people: list[tuple[str, str]]
) -> tuple[str, list[str], list[str]]:
    first = f"{draw.choice(VERBS)} {draw.choice(OBJECTS)}"
    told: list[str] = []
    if bullets:
        first += " с учетом включения в них мероприятий по направлениям:"
        told = [f"{bullet};" for bullet in bullets]
        copy.lines += [f"{number}. {first}\n", *(f"- {bullet}" for bullet in told), ""]
        further = "Включить в планы мероприятия Года наставника."
        copy.lines += [further]
        return " ".join([first, *told, further]), bullets, []
    name, dative = draw.choice(people)
    if draw.random() < 0.6:
        first += f". Предоставить информацию {dative} для внесения изменений в распоряжения Департамента."
        receivers = [name]
    else:
        first, receivers = f"{first} (не менее {draw.choice(('двух', 'трёх', '4'))} публикаций в неделю).", []
    copy.lines += [f"{number}. {first}"]
    return first, [], receivers


def a_deadline(draw: random.Random, meeting: date) -> tuple[dict[str, object], str]:
    due = meeting + timedelta(days=draw.randint(1, 90))
    none = {"due_on": None, "recurrence": None}
    return draw.choice((
        ({"kind": "date", "due_on": due.isoformat(), "recurrence": None}, f"до {due:%d.%m.%Y} г."),
        ({"kind": "date", "due_on": due.isoformat(), "recurrence": None}, f"до {due.day} {MONTHS[due.month - 1]} {due.year} года"),
        ({"kind": "permanent"} | none, draw.choice(("постоянно", "на постоянной основе"))),
        ({"kind": "by_plan"} | none, "в соответствии с планами заседаний советов кластеров"),
    ))  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_reads_a_copy_of_the_form(seed: int) -> None:
    copy = copy_of_the_form(seed)

    assert reading(parse(read_text(copy.text))) == copy.reading
