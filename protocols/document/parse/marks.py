"""What a single piece announces: a list of people, the agenda, a question, a speech, the decisions, the end."""

from __future__ import annotations

import re
from typing import Literal

from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece
from protocols.document.parse.verbs import infinitives

Role = Literal["chair", "secretary", "attendees", "absent", "invited"]
OF = r"(?:\s+(?!подпис|утвержд)[а-яё«(][^:–—\t]{0,90}?)?"  # «Председатель коллегии», «Члены комиссии», …
ROLE_WORDS: dict[Role, tuple[str, ...]] = {
    "absent": (r"отсутств(?:\w+|\.)", r"не\s+присутствовал\w*", r"не\s+явил\w+"),
    "invited": (r"(?:также\s+)?приглаш[её]н\w*", r"по\s+приглашению"),
    "chair": (
        r"председательств\w+",
        r"(?:со)?председател[ья]",
        r"заместитель\s+председателя",
        r"ведущ(?:ий|ая)",
        r"модератор",
        r"(?:(?:совещание|заседание|встречу|планёрку|собрание)\s+)?(?:(?:в[её]л|вела|вед[её]т)(?!\s+протокол)|пров[её]л|провела|проводит|проводил\w?)",
        r"руководитель\s+(?:рабочей\s+группы|совещания|группы|совета|комиссии|штаба)",
        r"под\s+председательством",
    ),
    "secretary": (
        r"(?:ответственный\s+|уч[её]ный\s+)?секретарь",
        r"протокол\w*\s+(?:составил|в[её]л|вела|вед[её]т|оформил|подготовил)\w*",
        r"протоколировал\w*",
        r"запись\s+(?:вед[её]т|вела|в[её]л)",
        r"(?:записал\w?|(?:в[её]л|вела|вед[её]т)\s+протокол)",
        r"ведение\s+протокола",
    ),
    "attendees": (
        r"(?:(?:на|в|по|из)(?:\s+[а-яё-]+){1,4}\s+)?(?:присутств(?:\w+|\.)|принял\w*\s+участие|участвовал\w*|участвуют)",
        r"явка",
        r"(?:фактические\s+)?участники",
        r"были",
        r"члены",
        r"состав\s+(?:участников|присутствующих)",
    ),
}
ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"^(?:{'|'.join(words)}){OF}\s*(?:[:\t]|\s[–—-](?=\s)|(?=\n))\s*", re.IGNORECASE))
    for role, words in ROLE_WORDS.items()
)
BARE_SECRETARY = re.compile(
    r"^(?:протокол\s+(?:составил|в[её]л|оформил)\w*|(?:протоколировал|записал)\w*|(?:в[её]л|вела)\s+протокол)\s+(?=[А-ЯЁ])",
    re.IGNORECASE,
)
BARE_ROLE = re.compile(
    r"^(председательствующий|(?:председатель|секретарь)(?:\s+(?:заседания|совещания|собрания|совета|комиссии|коллегии))?"
    r"|ведущий|присутствовали|отсутствовали|приглашены)\s+(?=[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.|[А-ЯЁ]\.\s?[А-ЯЁ]\.)",
    re.I,
)
# «В зале: …», «По видеосвязи: …»: where each of those present sat.
SEATED = re.compile(
    r"^(?:очно|заочно|дистанционно|онлайн|удал[её]нно|в\s+зале|в\s+студии|(?:по|через|посредством)\s+(?:вкс|видео[а-яё-]+)"
    r"|(?:в|на)\s+(?:режиме\s+)?(?:вкс|видео[а-яё-]+(?:\s+связи)?|связи))(?:\s*:|\s+[–—-])\s*"
    r"(?-i:(?=[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]|[А-ЯЁ]\.\s?[А-ЯЁ]\.))",
    re.IGNORECASE,
)
BARE_NAMES = re.compile(
    r"^(Присутствовали|Отсутствовали|Были|Участвовали)\s+(?=[А-ЯЁ][а-яё]+(?:,|\s+и)\s+[А-ЯЁ][а-яё]+\b)"
)
TITLE = re.compile(
    r"^(?:(?P<before>.*?)\s)??(?:ПРОТОКОЛА?|ПЕРЕЧЕНЬ\s+ПОРУЧЕНИЙ|[Пп]ротокол(?=\s+(?:№|[а-яё]+(?:го|ой|ния|ета|нии|еи|ии|ра)\b))|Протокола?)(?![А-ЯЁа-яё])(?!\s+(?:составил|в[её]л|вела|подписал|оформил))"
)
APPROVAL = re.compile(r"^[«\"“]?\s*(?:УТВЕРЖДАЮ|УТВЕРЖДЕНО|УТВЕРЖДЁН|УТВЕРЖДЕН|Утверждаю)\b")
AGREED = re.compile(r"^[«\"“]?\s*(?:СОГЛАСОВАНО|Согласовано)[»\"”]?:?$")
AGENDA = re.compile(
    r"""^(?:на\s+)?(?:
      (?:обсужд(?:ены|ались|аемые|ённые|енные)|рассмотрен(?:ы|ные)|рассматриваемые|рассматривались)
          (?:\s+(?:следующие|были))*\s+(?:вопросы|темы)[^:.]{0,60}
    | (?:проект\s+)?повестк[аеи](?:\s+дня)?(?:\s+(?:заседания|совещания|встречи|собрания|[а-яё]+ета|коллегии|комиссии))?
    | вопрос(?=\s*:)
    | вопросы(?:,\s+(?:рассмотренные|вынесенные)\s+[^:]{3,40}
        |\s+(?:повестки(?:\s+дня)?|совещания|заседания|для\s+обсуждения))?
    | вопросы\s*,?\s*(?:обсужд|рассм)\w+[^:]{0,40}
    | обсудили|обсуждали|рассмотрели|о\s+ч[её]м\s+говорили|темы(?:\s+\w+)?|в\s+повестке(?:\s+дня)?
    )\s*(?::|$)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
DECIDED = r"РЕШИЛ[ИАО]?|ПОСТАНОВИЛ[ИАО]?|ПОСТАНОВЛЯЕТ|РЕШАЕТ|ДОГОВОРИЛИСЬ|ОПРЕДЕЛИЛИ|РЕКОМЕНДОВАЛИ|РЕКОМЕНДУЕТ|ПОРУЧИЛИ"
DECISIONS = re.compile(
    rf"""^(?:
      (?:{DECIDED})(?:\s+(?:дать\s+)?следующ\w+(?:\s+поручени\w+)?|\s+дать\s+(?:следующие\s+)?поручения)?\s*(?:[:.–—-]\s*|$)
    | (?:{DECIDED})\s+(?:дать|по)\s+[^:]{{3,80}}:\s*
    | [^.:]{{3,400}}?[\s,](?:{DECIDED})(?:\s+дать)?(?:\s+следующ\w+)?(?:\s+поручени\w+)?\s*:\s*
    | (?:по\s+(?:итогам|результатам)\s[^:.]{{3,120}}\s
          |(?:на\s+)?[а-яё]+(?:ей|ом|ами|ии)\s+(?:[а-яё-]+\s+){{0,3}}?(?=принят|вынес))?
          (?:принят\w*|вынесен\w*)?\s*
          (?:следующ\w+\s+)?(?:протокольн\w+\s+)?
          (?:новые\s+|текущие\s+|данные\s+|прежние\s+|ранее\s+данные\s+)?(?:решени[ея]|поручени[ея])(?:\s+(?:и\s+(?:поручения|задачи)
            |(?:[а-яё-]+(?:ого|ей|ой)\s+){{0,2}}(?:совещания|заседания|комиссии|(?:пед)?совета|коллегии|собрания|встречи)|по\s+(?:итогам|результатам|вопрос\w*)[^:]{{0,80}}))?
          (?:\s+приняты?)?\s*(?::|$)\s*
    | (?:по\s+(?:итогам|результатам)\s[^:.]{{3,120}}\s)?(?:было\s+)?
          (?:решено|постановлено|принято\s+решение|поручено)\s*:\s*
    | (?:задачи|договор[её]нности|итоги|что\s+делаем|план\s+действий|задания|поручено|резолюция)
          (?:\s+(?:на|по|до)\s[^:]{{1,60}})?\s*(?::|$)\s*
    )""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
LOUD_DECISIONS = re.compile(rf"^(?=.*\b(?:{DECIDED})\b).{{0,400}}?\b(?:{DECIDED})\b[^.:]{{0,60}}(?::|$)\s*")
TALK = re.compile(
    r"""^(?:(?:СЛУШАЛИ|ВЫСТУПИЛИ|ВЫСТУПИЛ|ВЫСТУПИЛА|ЗАСЛУШАЛИ|ДОЛОЖИЛИ?|ДОЛОЖИЛА|ОТМЕТИЛИ|ГОЛОСОВАЛИ|ОБСУДИЛИ|ПРЕДЛОЖИЛИ|СООБЩИЛИ?|КОНСТАТИРОВАЛИ)\b
    | (?:слушали|выступили|выступил|выступила|заслушали|докладчики?|содокладчики?|доложил\w*|отметили|голосовали
        |(?:за)?слушав|обсудив|рассмотрев|поступили\s+предложения
        |результаты\s+голосования|итоги\s+голосования|обсуждение|предложения|вопросы\s+докладчику|в\s+(?:обсуждении|прениях|дискуссии)|за\s*[–—:-]\s*\d+
        |решение\s+принято|принято\s+единогласно|сообщение|выступления)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
SPEAKER = re.compile(r"\(?(?:со)?докладчик", re.IGNORECASE)
# What is told of earlier decisions is no decision of this meeting.
REPORTED = re.compile(
    r"^(?:(?:отч[её]т\s+)?об?\s+)?(?:выполнени|исполнени)\w*\s+(?:ранее|решени|поручени|протокол|предыдущ|прошл|задач|пункт)[^.]*$",
    re.IGNORECASE,
)
NEXT_AGENDA = re.compile(r"^(?:проект\s+|план\s+|предварительная\s+)?повестк\w+[^:]*следующ", re.IGNORECASE)
VOTE = re.compile(
    r"^(?:голосовали|(?:результаты|итоги)\s+голосования|за\s*[–—:-]|решение\s+принято|принято\s+единогласно|единогласно)",
    re.IGNORECASE,
)
ORDINALS = ("перв", "втор", "трет", "четв", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадц", "двенадц")
QUESTION = re.compile(
    r"""^(?:по\s+)?(?:
      (?P<word>перв|втор|трет|четв|пят|шест|седьм|восьм|девят|десят|одиннадц|двенадц)\w*\s+вопрос\w*
    | (?P<before>\d{1,2})(?:-?\w{1,3})?\s+вопросу
    | (?:вопрос\w*|пункту)\s*(?:повестки(?:\s+дня)?\s*)?(?:№\s*)?(?P<after>\d{1,2}|[IVX]{1,5})(?![\d])
    )(?:\s+повестки(?:\s+дня)?(?:\s+\w+)?)?\s*[:.,–—-]?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
ATTACHMENT = re.compile(
    r"^(?:Приложени[ея]|ПРИЛОЖЕНИ[ЕЯ])(?:\s*(?:№\s*)?\d+)?(?:[.:]|$|\s+(?:к|К)\s)|^(?:список|лист)\s+(?:рассылки|согласования|ознакомления)\b"
    r"|^исп(?:олнитель|олн\.?|\.)\s*:?\s.{0,80}\bтел\b|^рассылка\s*:|^разослано\s*:|^разослать\s*:|^рассылается\s*:|^(?:с\s+(?:протоколом|решением)\s+)?ознакомлен\w*\s*(?::|$)|^к\s+протоколу\s+прилага",
    re.IGNORECASE,
)
SIGNED_POST = re.compile(
    r"^(?:председател|секретар|начальник|заместител|директор|руководител|министр|глава|ректор|ведущ|председательств|член|протокол|и\.\s?о\.|врио|первый\s+заместитель|подпис|исп\.|исполнител|за\s+секретар|ответственный\s+секретарь)",
    re.IGNORECASE,
)
TELEPHONE = re.compile(r"(?:тел(?:ефон|\.)?\s*:?\s*)?[+(\d][\d\s()–-]{4,20}")  # below the name of who wrote the paper
LONGEST_POST = 120  # characters
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


BARE_CHAIR = re.compile(
    r"^(?:(?:заседание|совещание|собрание)\s+(?:открыл\w?\s+и\s+)?)?(?:(?:в[её]л|вела|вед[её]т|открыл\w?)(?!\s+(?:протокол|и\s))|пров[её]л|провела|председательствовал\w?)\s+(?:(?:заседание|совещание|встречу|собрание)\s+)?(?=.{0,150}[А-ЯЁ]\."
    r"|(?-i:(?:[А-ЯЁ][а-яё-]+\s+){2}[А-ЯЁ][а-яё]+(?:ич|на)\b))",
    re.IGNORECASE,
)
# A word alone on its line, the names below it.
ALONE_ROLE = re.compile(
    r"^(?P<chair>председательств\w+)|(?P<attendees>присутствовали)|(?P<absent>отсутствовали)|(?P<invited>приглаш[её]нн?ы\w?)",
    re.IGNORECASE,
)
COUNTED = re.compile(r"^(присутств\w+|отсутств\w+)\s+(?=\d|все\b|члены\b)", re.IGNORECASE)


def role_of(text: str) -> tuple[Role, str] | None:
    """The role that a line of the head announces, and the rest of the line."""
    for role, pattern in ROLES:
        if found := pattern.match(text):
            return role, text[found.end() :].strip()
    if found := ALONE_ROLE.fullmatch(text):
        return next((role, "") for role in ROLE_WORDS if found.groupdict().get(role))
    if found := SEATED.match(text):
        return "attendees", text[found.end() :]
    if found := COUNTED.match(text):
        return ("absent" if found[1].lower().startswith("от") else "attendees"), text[found.end() :]
    if found := BARE_CHAIR.match(text):
        return "chair", text[found.end() :]
    if found := BARE_SECRETARY.match(text):
        return "secretary", text[found.end() :].strip()
    if found := BARE_ROLE.match(text) or BARE_NAMES.match(text):
        named = role_of(found[1] + ":")
        return (named[0], text[found.end() :].strip()) if named else None
    return None


def rest_after(pattern: re.Pattern[str], piece: Piece) -> str | None:
    """What follows an announcing heading on its line; None when the piece is no such heading."""
    found = pattern.match(piece.text)
    return piece.text[found.end() :].strip() if found else None


def decisions_heading(piece: Piece) -> str | None:
    """The text after «РЕШИЛИ:» and the like, "" when there is none; None for any other piece."""
    rest = rest_after(DECISIONS, piece)
    return rest_after(LOUD_DECISIONS, piece) if rest is None else rest


def question_number(text: str) -> tuple[int, str] | None:
    """«По второму вопросу «…»» → 2 and the rest."""
    found = QUESTION.match(text)
    if not found:
        return None
    rest = text[found.end() :].strip()
    if found["word"]:
        return ORDINALS.index(found["word"].lower()) + 1, rest
    number = (found["before"] or found["after"]).upper()
    return ROMAN.get(number) or int(number), rest


def is_signature(piece: Piece) -> bool:
    """A post, a gap, a name and nothing else; or a post alone in a cell of a table of signatures."""
    text = re.sub(r"[_/\t]+|\(подпись\)|подпись", " ", piece.text).strip()
    named = people_in(text)
    if re.match(r"_{3,}", piece.text) and named and (named[0].start, named[-1].end) == (0, len(text)):
        return True
    if not piece.number and "\t" in piece.text and _ends_a_post(piece.text):
        return True
    if piece.number or not SIGNED_POST.match(text) or len(text) > 200:
        return False
    if not named:
        return bool(piece.cell) and len(text) < 60 and not re.search(r"[:.]$", text)
    blank = "__" in piece.text
    ends = named[0].end >= len(text.rstrip(" .")) - 1
    return len(named) == 1 and ends and (blank or not re.search(r"[:–—]", text))


def _ends_a_post(text: str) -> bool:
    """«Верхнеозёрской области ⇥ И.И. Лугов»: the second line of a long post, a gap, and the name."""
    post, _, name = text.rpartition("\t")
    named = people_in(name.strip())
    alone = bool(named) and (named[0].start, named[-1].end) == (0, len(name.strip()))
    return (
        alone
        and len(post) < LONGEST_POST
        and not infinitives(post)
        and not post.rstrip().endswith((":", ".", ";", ","))
    )
