import pytest

from clusters.names import CASES, fold_name, in_case, nominatives, surname_forms
from protocols.document.names import Known, forms, nominative


@pytest.mark.parametrize(
    ("written", "case", "name"),
    [
        # Russian
        ("Белозёрову", "dative", "Белозёров"), ("Белозёровой", "dative", "Белозёрова"),
        ("Никитину", "dative", "Никитин"),
        ("Никитиной", "dative", "Никитина"), ("Птицыной", "dative", "Птицына"),
        ("Вольскому", "dative", "Вольский"),
        ("Вольской", "dative", "Вольская"), ("Трубецкой", "dative", "Трубецкая"), ("Белому", "dative", "Белый"),
        ("Нагорной", "dative", "Нагорная"), ("Горькому", "dative", "Горький"), ("Гладких", "dative", "Гладких"),
        ("Дурново", "dative", "Дурново"), ("Журавлю", "dative", "Журавль"),
        ("Осадчей", "dative", "Осадчая"), ("Большой", "dative", "Большая"),
        ("Журавль", "dative", "Журавль"), ("Воробью", "dative", "Воробей"),
        ("Воробья", "accusative", "Воробей"),
        ("Зайцу", "dative", "Заяц"), ("Заяцу", "dative", "Заяц"), ("Жуку", "dative", "Жук"),
        ("Волку", "dative", "Волк"),
        ("Гоголю", "dative", "Гоголь"), ("Борщу", "dative", "Борщ"), ("Мороз", "dative", "Мороз"),
        # Ukrainian, Belarusian
        ("Петренко", "dative", "Петренко"), ("Ковальчуку", "dative", "Ковальчук"),
        ("Кравцу", "dative", "Кравец"),
        ("Ковалю", "dative", "Коваль"), ("Сковороде", "dative", "Сковорода"), ("Кочубею", "dative", "Кочубей"),
        ("Рудому", "dative", "Рудый"), ("Станкевичу", "dative", "Станкевич"), ("Дзюбе", "dative", "Дзюба"),
        ("Бондарю", "dative", "Бондарь"), ("Шило", "dative", "Шило"),
        # Tatar, Bashkir, Buryat, Tuvan
        ("Галимзяновой", "dative", "Галимзянова"), ("Шамсутдинову", "dative", "Шамсутдинов"),
        ("Доржиевой", "dative", "Доржиева"),
        ("Аюшееву", "dative", "Аюшеев"), ("Ооржаку", "dative", "Ооржак"), ("Кара-оолу", "dative", "Кара-оол"),
        # Armenian, Georgian
        ("Мартиросяну", "dative", "Мартиросян"), ("Мартиросян", "dative", "Мартиросян"),
        ("Саакянцу", "dative", "Саакянц"),
        ("Тер-Петросяну", "dative", "Тер-Петросян"), ("Гиоргадзе", "dative", "Гиоргадзе"),
        ("Беришвили", "dative", "Беришвили"),
        ("Сванаве", "dative", "Сванава"), ("Жвании", "dative", "Жвания"),
        # Korean, German, one syllable
        ("Киму", "dative", "Ким"), ("Ким", "dative", "Ким"), ("Цою", "dative", "Цой"),
        ("Цой", "dative", "Цой"), ("Тё", "dative", "Тё"),
        ("Ли", "dative", "Ли"), ("Хегаю", "dative", "Хегай"), ("Шмидту", "dative", "Шмидт"),
        ("Майер", "dative", "Майер"),
        # in two parts
        ("Римской-Нагорной", "dative", "Римская-Нагорная"), ("Орловой-Лис", "dative", "Орлова-Лис"),
        ("Кара-Гяуру", "dative", "Кара-Гяур"),
        ("Бонч-Бруевичу", "dative", "Бонч-Бруевич"), ("Лин-Го", "dative", "Лин-Го"),
        ("Бек-Назарову", "dative", "Бек-Назаров"),
        # other cases
        ("Мартиросяна", "genitive", "Мартиросян"), ("Никитина", "genitive", "Никитин"),
        ("Никитиной", "genitive", "Никитина"),
        ("Вольского", "genitive", "Вольский"), ("Дуная", "genitive", "Дунай"), ("Дзюбы", "genitive", "Дзюба"),
        ("Никитину", "accusative", "Никитина"), ("Никитина", "accusative", "Никитин"),
        ("Вольскую", "accusative", "Вольская"),
        ("Дзюбу", "accusative", "Дзюба"), ("Гладких", "accusative", "Гладких"),
        ("Никитиным", "instrumental", "Никитин"),
        ("Вольским", "instrumental", "Вольский"), ("Хегаем", "instrumental", "Хегай"),
    ],
)  # fmt: skip
def test_goes_back_to_the_nominative(written: str, case: str, name: str) -> None:
    assert nominatives(written, case)[0] == name


@pytest.mark.parametrize("surname", [
    "Белозёров", "Никитина", "Вольский", "Трубецкой", "Нагорная", "Гладких", "Петренко", "Кравец", "Заяц", "Соловей", "Дунай",
    "Журавль", "Дзюба", "Мартиросян", "Ким", "Тё", "Римская-Луговая", "Орлова-Лис", "Кара-оол", "Гиоргадзе", "Берия", "Цой",
])  # fmt: skip
@pytest.mark.parametrize("case", CASES)
def test_every_form_of_a_surname_is_known(surname: str, case: str) -> None:
    assert in_case(surname, case) <= surname_forms(surname)
    assert surname in surname_forms(surname)


@pytest.mark.parametrize(
    ("surname", "dative"),
    [
        ("Кравец", {"Кравец", "Кравецу", "Кравцу"}), ("Никитина", {"Никитиной", "Никитине"}),
        ("Гладких", {"Гладких"}),
        ("Журавль", {"Журавль", "Журавлю"}), ("Вольский", {"Вольскому", "Вольскию"}),
    ],
)  # fmt: skip
def test_dative_with_the_careless_spellings(surname: str, dative: set[str]) -> None:
    assert in_case(surname, "dative") == dative


def test_the_document_itself_is_the_best_evidence() -> None:
    known = [Known("Луговая", "Н.Н."), Known("Лугов", "П.П.")]

    assert nominative("Луговой", "Н.Н.", "dative", known).name == "Луговая Н.Н."
    assert nominative("Лугову", "П.П.", "dative", known).name == "Лугов П.П."
    assert nominative("Луговой", "Н.", "dative", known).name == "Луговая Н."


def test_two_readings_without_evidence_are_not_certain() -> None:
    reading = nominative("Луговой", "Н.Н.", "dative")

    assert (reading.name, reading.certain) == ("Лугова Н.Н.", False)


def test_what_never_changes_is_certain() -> None:
    assert nominative("Петренко", "О.О.", "dative").certain


def test_a_surname_without_initials_takes_them_from_the_document() -> None:
    assert nominative("Дзюбе", "", "dative", [Known("Дзюба", "И.О.")]).name == "Дзюба И.О."


@pytest.mark.parametrize(
    "spelling",
    ["Журавль П.П.", "П.П. Журавлю", "Журавлю П. П.", "Журавлём П.П.", "Павла Петровича Журавля", "Журавлю Павлу Петровичу", "Журавлю Павлу"],
)  # fmt: skip
def test_forms_hold_every_spelling_of_a_person(spelling: str) -> None:
    assert fold_name(spelling) in forms("Журавль", "Павел", "Петрович")


@pytest.mark.parametrize("spelling", ["Журавлёв П.П.", "Журавль Н.П.", "Журавль"])
def test_forms_hold_nobody_else(spelling: str) -> None:
    assert fold_name(spelling) not in forms("Журавль", "Павел", "Петрович")


def test_forms_of_a_surname_alone() -> None:
    assert forms("Ким") == {"ким", "кима", "киму", "кимом", "киме"}
