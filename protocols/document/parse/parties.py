"""«Иванов И.И., директора ПОО совместно с ГАУ «Центр»» → the parties, each as written, the first one leads."""

from __future__ import annotations

import re

from protocols.document.parse.labels import trim
from protocols.document.parse.people import people_in

# What a new party begins with. Nominative and dative, singular and plural; a genitive («… и спорта») goes on
# with the name of the party before it, as the commas inside a committee's name do.
HEADS = r"""(?:со|зам|вице-|пресс-|экс-|мед|профгруп)?(?:
    директор(?:а|у|ам|ы|ов)? | руководител(?:ь|и|ю|ям) | заместител(?:ь|и|ю|ям) | начальник(?:и|у|ам)? | председател(?:ь|и|ю|ям)
  | секретар(?:ь|и|ю|ям|иат|иату) | завед(?:ующ(?:ий|ая|ие|ему|ей|им)) | заведующ(?:ий|ая|ие|ему|ей|им) | глав(?:а|ы|е|ам) | главн(?:ый|ая|ые|ому|ым)\s+\w+
  | специалист(?:ы|у|ам)? | консультант(?:ы|у|ам)? | методист(?:ы|у|ам)? | преподавател(?:ь|и|ю|ям) | мастер(?:а|у|ам)? | педагог(?:и|у|ам)?
  | куратор(?:ы|у|ам)? | классн(?:ый|ые|ым|ому)\s+руководител\w+ | воспитател(?:ь|и|ю|ям) | комендант(?:ы|у|ам)? | инженер(?:ы|у|ам)? | механик(?:и|у|ам)?
  | бухгалтер(?:ы|у|ам|ия|ии)? | экономист(?:ы|у|ам)? | юрист(?:ы|у|ам)? | юрисконсульт(?:ы|у|ам)? | психолог(?:и|у|ам)? | библиотекар(?:ь|и|ю|ям) | советник(?:и|у|ам)?
  | координатор(?:ы|у|ам)? | тьютор(?:ы|у|ам)? | эксперт(?:ы|у|ам)? | наставник(?:и|у|ам)? | член(?:ы|у|ам)? | участник(?:и|у|ам)? | ответственн(?:ый|ые|ым|ому|ая)
  | работодател(?:ь|и|ю|ям) | работник(?:и|у|ам)? | сотрудник(?:и|у|ам)? | представител(?:ь|и|ю|ям) | секретар\w+ | министр(?:у|ы|ам)? | ректор(?:ы|у|ам|а)? | проректор(?:ы|у|ам)?
  | декан(?:ы|у|ам)? | завуч(?:и|у|ам)? | завхоз(?:ы|у|ам)? | водител(?:ь|и|ю|ям) | повар(?:а|у|ам)? | кладовщик(?:и|у|ам)? | сторож(?:а|у|ам)? | вахт[её]р(?:ы|у|ам)? | лаборант(?:ы|у|ам)? | администратор(?:ы|у|ам)? | оператор(?:ы|у|ам)? | электрик(?:и|у|ам)? | дежурн(?:ый|ые|ым|ому)
  | отдел(?:ы|у|ам|ение|ению|ения|ениям)? | департамент(?:ы|у|ам)? | министерств(?:о|у|а|ам) | управлени(?:е|ю|я|ям) | комитет(?:ы|у|ам)? | комисси(?:я|и|ям)
  | администраци(?:я|и|ям) | совет(?:ы|у|ам)? | секци(?:я|и) | служб(?:а|ы|е|ам) | сектор(?:а|у|ам)? | центр(?:ы|у|ам)? | институт(?:ы|у|ам)? | университет(?:ы|у|ам)?
  | колледж(?:и|у|ам)? | техникум(?:ы|у|ам)? | лице(?:й|и|ю|ям) | школ(?:а|ы|е|ам) | учреждени(?:е|ю|я|ям) | организаци(?:я|и|ям) | предприяти(?:е|ю|я|ям)
  | учебн(?:ая|ой)\s+часть?\w* | канцеляри(?:я|и) | дирекци(?:я|и) | оргкомитет(?:у|ы|ам)? | орган(?:ы|у|ам)? | рабоч(?:ая|ей|ие|им)\s+групп\w+ | групп(?:а|ы|е|ам) | фонд(?:у|ы|ам)?
  | агентств(?:о|у|а|ам) | инспекци(?:я|и) | палат(?:а|е|ы|ам) | ассоциаци(?:я|и) | союз(?:у|ы)? | объединени(?:е|ю|я|ям) | медиацентр(?:у|ы)? | волонт[её]р(?:ы|ам)? | студент(?:ы|ам)?
  | студенческ(?:ий|ому)\s+\w+ | вс(?:е|ем)\b | губернатор(?:у)? | мэр(?:у)? | правительств(?:о|у) | дум(?:а|е) | собрани(?:е|ю) | префектур(?:а|е) | столов(?:ая|ой) | бригад(?:а|ы|е|ам)
  | старост(?:а|ы|е|ам) | спонсор(?:ы|ам) | партн[её]р(?:ы|ам) | родител(?:и|ям) | площадк(?:и|ам) | муниципалитет(?:ы|ам) | кафедр(?:а|ы|е|ам) | цикл\w+\s+комисси(?:я|и|ям) | пцк
  | управляющ(?:ий|ая|ие|ему|ей|им) | уполномоченн(?:ый|ая|ые|ому|ым) | врио | и\.\s?о\. | вуз(?:ы|ам) | поо\b | уч[её]н(?:ый|ому)\s+секретар\w+ | бухгалтери(?:я|и) | профком\w* | редакци(?:я|и) | лаборатори(?:я|и|ям) | филиал(?:ы|у|ам)? | отделени(?:е|я|ю|ям)
)\b"""
ADJECTIVE = r"(?![а-яё]*(?<!вед)(?<!заведу)(?<!управля)(?<!обуча)(?<!следу)(?:[юуая]щ|вш)(?:ий|им|ая|ие|его|ему|ими)\s)(?:[а-яё]+-)?[А-ЯЁа-яё]+(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ому|ему|ым|им)\s+"
LEGAL = r"(?:[А-ЯЁ]{0,4}(?:БПОУ|АПОУ|КПОУ|НПОУ|ЧПОУ|ПОУ|БОУ|КОУ|АОУ|БУ|АУ|КУ|УП|УЗ|ГБУ|УК)|ООО|П?АО|ЗАО|ОАО|АНО|НКО|НП|ИП|ЦЗН|ЦОПП|ЦРПО|ИРО|ИРПО|РЦРПО)\b"
ORGANIZATION = (
    rf"{LEGAL}(?:\s+(?:ДПО|ВО|СПО|ПО|[А-ЯЁ]{{2,3}}))?(?=\s|$|[«\"“,;)])|[А-ЯЁ]{{2,8}}\s*[«\"“]|[«\"“]|[А-ЯЁ]{{3,6}}$"
)


def packed(pattern: str) -> str:
    return re.sub(r"\s+", "", pattern)


SHORTENED = r"(?i:зав|зам|гл|соц|пом|нач|ст|вед|отв|пред|спец)\.\s?(?=[а-яё])"
STARTS = re.compile(rf"^\s*(?:{ORGANIZATION}|{SHORTENED}|(?:{ADJECTIVE}){{0,3}}(?i:{packed(HEADS)}))")
TOGETHER = re.compile(r",?\s+(?:совместно|вместе)\s+с(?:о)?\s+|,?\s+при\s+участии\s+|;\s*", re.IGNORECASE)
SINGULAR_POST = re.compile(
    r"^\s*(?:[а-яё-]+(?:ый|ий|ая)\s+){0,2}(?:директор|руководитель|заместитель|начальник|председатель|заведующ(?:ий|ая)|глава|секретарь|"
    r"специалист|консультант|методист|преподаватель|советник|бухгалтер|инженер|мастер|министр|ректор|проректор)\b", re.I)  # fmt: skip


def parties(value: str) -> list[str]:
    """The parties of a labelled «Отв.» value."""
    found: list[str] = []
    for group in TOGETHER.split(value.replace("\n", " \n ")):
        found += _merged_posts([party for chunk in _chunks(group) for party in _people_apart(chunk)])
    return [party for part in found if (party := _clean(part))]


def _clean(party: str) -> str:
    party = trim(re.sub(r"\s+", " ", party))
    return re.sub(r"^(?:и|а также)\s+", "", party).strip(" ,;–—-")


def _chunks(group: str) -> list[str]:
    """Cut at commas, new lines and «и» where another party begins; brackets and quotes are whole."""
    chunks, start = [], 0
    for cut in re.finditer(r",\s*(?:а\s+также\s+)?|\s+\n\s+|\s+и\s+|\s+а\s+также\s+", group):
        before, after = group[start : cut.start()], group[cut.end() :]
        if _open(group[: cut.start()]) or not _separates(cut[0].strip(), before, after):
            continue
        chunks.append(before)
        start = cut.end()
    return [*chunks, group[start:]]


def _open(text: str) -> bool:
    return (
        text.count("(") > text.count(")")
        or text.count("«") > text.count("»")
        or text.count("“") > text.count("”") + text.count("“") // 2 > 0
    )


def _separates(sign: str, before: str, after: str) -> bool:
    person_next = bool((named := people_in(after)) and named[0].start <= 1)
    if sign == "и":
        ends_with_person = bool((named := people_in(before)) and named[-1].end >= len(before.rstrip()))
        return person_next or (ends_with_person and starts_party(after))
    return (
        person_next
        or starts_party(after)
        or bool(re.match(r"[А-ЯЁ][а-яё]+(?:\s*,|\s*$)", after) and _is_surname_list(before))
    )


def _is_surname_list(before: str) -> bool:
    return bool(re.search(r"(?:^|[\s,])[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?)?\s*$", before))


def starts_party(text: str) -> bool:
    return bool(STARTS.match(text))


def _people_apart(chunk: str) -> list[str]:
    """«Ерёмина С.С. Заика П.П. Главы поселений»: people one after another without commas."""
    named = [person for person in people_in(chunk) if not _open(chunk[: person.start])]
    if not named or named[0].start > 1:
        return [chunk]
    if len(named) == 1 and not (starts_party(chunk[named[0].end :]) and chunk[named[0].end :].strip()[:1].isupper()):
        return [chunk]
    ends = [person.start for person in named[1:]] + [len(chunk)]
    parts = [chunk[person.start : end] for person, end in zip(named, ends, strict=True)]
    tail = chunk[named[-1].end :]
    if tail.strip() and starts_party(tail) and tail.strip()[0].isupper():
        parts[-1:] = [named[-1].text, tail]
    return parts


def _merged_posts(found: list[str]) -> list[str]:
    """«Рогов П.П., начальник управления, Шпак Е.Е., начальник отдела»: each post belongs to its person."""
    pairs = list(zip(found[::2], found[1::2], strict=False))
    if len(found) < 4 or len(found) % 2 or not all(_is_person(a) and SINGULAR_POST.match(b) for a, b in pairs):
        return found
    return [f"{person.strip()}, {post.strip()}" for person, post in pairs]


def _is_person(text: str) -> bool:
    named = people_in(text)
    return bool(named) and named[0].start <= 1 and named[0].end >= len(text.strip()) - 1
