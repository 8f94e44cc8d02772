import pytest

from clusters.wording import abbreviations, fold, group_key, key, organization_keys, wanted_keys


@pytest.mark.parametrize(
    ("wording", "folded"),
    [
        ("  Руководители   ведущих ПОО. ", "руководители ведущих поо"),
        ("ОГБПОУ «Колледж связи»", "огбпоу колледж связи"),
        ('ОГБПОУ "Колледж связи"', "огбпоу колледж связи"),
        ("АО «Верфь “Северная звезда”»", "ао верфь северная звезда"),
        ("Северо - Восточный округ", "северо-восточный округ"),
        ("Северо–Восточный округ", "северо-восточный округ"),
        ("Отдел учёта", "отдел учета"),
        ("Лицей № 5", "лицей №5"),
        ("Лицей\u00a0№\u00a05", "лицей №5"),
        ("обра\u00adзования", "образования"),
        ("–", ""),
    ],
)
def test_folding_keeps_what_matters(wording, folded):
    assert fold(wording) == folded


@pytest.mark.parametrize(
    "wording",
    [
        "ведущие ПОО",
        "руководители ведущих ПОО",
        "Руководителям ведущих ПОО",
        "руководителями ведущих ПОО",
        "ведущим ПОО",
        "все ведущие ПОО",
        "ведущие колледжи",
        "директорам ведущих колледжей",
        "директора ведущих колледжей и техникумов",
        "руководители ведущих профессиональных образовательных организаций",
        "руководителям ведущих профессиональных образовательных организаций Верхнеозёрской области",
        "руководители ведущих профессиональных образовательных учреждений",
        "руководители ведущих ПОО (по согласованию)",
    ],
)
def test_the_leading_are_one_group_however_worded(wording):
    assert group_key(wording) == ("ведущ", "по")


@pytest.mark.parametrize(
    "wording",
    [
        "ведущие специалисты",
        "заместители директоров ведущих ПОО",
        "руководители опорных ПОО",
        "ПОО",
        "ведущая ПОО по кластеру",
        "руководители ведущих ПОО (по списку)",
    ],
)
def test_other_groups_are_not_the_leading_ones(wording):
    assert group_key(wording) != ("ведущ", "по")


@pytest.mark.parametrize(
    "wording",
    [
        "ОГБПОУ «Верхнеозёрский колледж связи»",
        "«Верхнеозёрский колледж связи»",
        "Верхнеозерский колледж связи",
        "Верхнеозёрскому колледжу связи",
        "ВЕРХНЕОЗЁРСКИЙ КОЛЛЕДЖ СВЯЗИ",
        "директору ОГБПОУ «Верхнеозёрский колледж связи»",
        "руководитель Верхнеозёрского колледжа связи",
        "ВКС",
        "ОГБПОУ ВКС",
        "Областное государственное бюджетное образовательное учреждение «Верхнеозёрский колледж связи»",
        "ОГБПОУ «Верхнеозёрский колледж связи» (по согласованию)",
        "ОГБПОУ «Верхнеозёрский колледж связи» (Ветров И.П.)",
    ],
)
def test_an_organization_is_found_under_its_names(wording):
    keys = organization_keys("ОГБПОУ «Верхнеозёрский колледж связи»", "Колледж связи")
    assert any(wanted in keys for wanted in wanted_keys(wording))


@pytest.mark.parametrize("wording", ["колледж", "ОГБПОУ", "ОГБПОУ «Колледж сервиса»", "отдел связи", ""])
def test_an_organization_is_not_found_under_less(wording):
    keys = organization_keys("ОГБПОУ «Верхнеозёрский колледж связи»", "Колледж связи")
    assert not any(wanted in keys for wanted in wanted_keys(wording))


def test_quotes_after_other_words_do_not_make_a_name_by_themselves():
    assert key("сыктовский") not in organization_keys("Отдел культуры МР «Сыктовский»", "")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("ОГАУ ДПО «Центр развития профессионального образования»", {("црпо",)}),
        ("Колледж торговли и питания", {("ктип",), ("ктп",)}),
        ("Колледж связи", set()),
    ],
)
def test_abbreviations_have_three_letters_at_least(name, letters):
    assert abbreviations(name) == letters
