"""The vocabulary files agree with themselves and with each other.

Not here: whether the look-ups built from them read a document well.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import pipelines

FOLDER = Path(pipelines.__path__[0]) / "parsing" / "vocabulary"

HEADERS = {
    "regions": (
        "region_code,region_name,region_level,parent_code,county_name,prefecture_name,"
        "province_name,valid_until,former_names"
    ),
    "units": "unit,quantity_kind,base_unit,factor",
    "indicator_classes": "indicator_class_id,level1,level2",
    "indicator_class_spellings": "level,spelling,canonical",
    "functional_classes": "code,name",
    "economic_classes": "code,name",
    "functional_former_names": "code,name",
    "characters": "variant,standard,kind",
    "project_themes": "keyword,theme",
    "organization_kinds": "keyword,kind",
    "doubled_words": "sequence,reading",
    "foreign_words": "word,reading",
    "level_words": "kind,word,level",
    "caption_words": "kind,word,value",
}
KEYS = {
    "regions": ("region_code",),
    "units": ("unit",),
    "indicator_classes": ("indicator_class_id",),
    "indicator_class_spellings": ("level", "spelling"),
    "functional_classes": ("code",),
    "economic_classes": ("code",),
    "functional_former_names": ("code", "name"),
    "characters": ("variant",),
    "project_themes": ("keyword",),
    "organization_kinds": ("keyword",),
    "doubled_words": ("sequence",),
    "foreign_words": ("word",),
    "level_words": ("kind", "word"),
    "caption_words": ("kind", "word"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def repeated(values: list[object]) -> list[object]:
    return [value for value, times in Counter(values).items() if times > 1]


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_file_is_plain_csv_with_its_header(name: str) -> None:
    data = (FOLDER / f"{name}.csv").read_bytes()
    assert data.decode("utf-8").split("\n", 1)[0] == HEADERS[name]
    assert b"\r" not in data
    assert data.endswith(b"\n")
    width = HEADERS[name].count(",") + 1
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.reader(handle), start=1):
            assert len(row) == width, f"{name}.csv, row {number}"
            assert row == [cell.strip() for cell in row], f"{name}.csv, row {number}"


@pytest.mark.parametrize("name", sorted(KEYS))
def test_keys_are_unique(name: str) -> None:
    assert repeated([tuple(row[key] for key in KEYS[name]) for row in rows(name)]) == []


def test_every_region_has_its_parent() -> None:
    by_code = {row["region_code"]: row for row in rows("regions")}
    for code, row in by_code.items():
        assert len(code) == 6 and code.isdigit()
        parent = by_code.get(row["parent_code"])
        if row["region_level"] == "province":
            assert code.endswith("0000")
            assert row["parent_code"] == row["county_name"] == row["prefecture_name"] == ""
            assert row["province_name"] == row["region_name"]
            continue
        assert parent is not None, code
        assert row["province_name"] == by_code[code[:2] + "0000"]["region_name"]
        if row["region_level"] == "prefecture":
            assert code.endswith("00") and not code.endswith("0000")
            assert parent["region_level"] == "province"
            assert (row["county_name"], row["prefecture_name"]) == ("", row["region_name"])
        else:
            assert row["region_level"] == "county"
            assert not code.endswith("00")
            assert row["county_name"] == row["region_name"]
            assert row["prefecture_name"] == parent["prefecture_name"]


def test_an_abolished_parent_keeps_no_living_child() -> None:
    until = {row["region_code"]: row["valid_until"] for row in rows("regions")}
    for row in rows("regions"):
        parent_until = until.get(row["parent_code"], "")
        if parent_until:
            assert "2014" <= row["valid_until"] <= parent_until, row["region_code"]


def test_regions_are_complete() -> None:
    living = Counter(row["region_level"] for row in rows("regions") if not row["valid_until"])
    assert living["province"] == 34
    assert living["prefecture"] == 333
    assert 2840 <= living["county"] <= 2860


@pytest.mark.parametrize(
    ("code", "county", "prefecture", "province", "valid_until"),
    [
        ("131025", "大城县", "廊坊市", "河北省", ""),
        ("130225", "乐亭县", "唐山市", "河北省", ""),
        ("429005", "潜江市", "", "湖北省", ""),
        ("419001", "济源市", "", "河南省", ""),
        ("500229", "城口县", "", "重庆市", ""),
        ("110101", "东城区", "", "北京市", ""),
        ("130182", "藁城市", "石家庄市", "河北省", "2014"),
        ("371202", "莱城区", "莱芜市", "山东省", "2019"),
    ],
)
def test_known_regions(
    code: str, county: str, prefecture: str, province: str, valid_until: str
) -> None:
    row = next(row for row in rows("regions") if row["region_code"] == code)
    assert row["county_name"] == county
    assert row["prefecture_name"] == prefecture
    assert row["province_name"] == province
    assert row["valid_until"] == valid_until


def test_every_unit_leads_to_a_base_unit() -> None:
    by_unit = {row["unit"]: row for row in rows("units")}
    for unit, row in by_unit.items():
        base = by_unit[row["base_unit"]]
        assert (base["base_unit"], Decimal(base["factor"])) == (base["unit"], 1), unit
        assert base["quantity_kind"] == row["quantity_kind"], unit
        assert Decimal(row["factor"]) > 0, unit
        assert "E" not in row["factor"].upper(), unit


@pytest.mark.parametrize(("prefix", "factor"), [("万", 10_000), ("亿", 100_000_000)])
def test_a_multiple_is_that_many_of_the_unit(prefix: str, factor: int) -> None:
    factors = {row["unit"]: Decimal(row["factor"]) for row in rows("units")}
    for unit in factors:
        if unit.startswith(prefix) and unit[1:] in factors:
            assert factors[unit] == factor * factors[unit[1:]], unit


def test_money_is_counted_in_yuan() -> None:
    """Only what converts into yuan is money; a dollar is of the kind foreign_currency."""
    assert {row["base_unit"] for row in rows("units") if row["quantity_kind"] == "money"} == {"元"}


def test_indicator_classes_form_two_levels() -> None:
    classes = rows("indicator_classes")
    assert repeated([(row["level1"], row["level2"]) for row in classes]) == []
    tops = {row["level1"]: row["indicator_class_id"] for row in classes if not row["level2"]}
    for row in classes:
        top, _, below = row["indicator_class_id"].partition(".")
        assert tops[row["level1"]] == top
        assert bool(below) == bool(row["level2"])


def test_every_spelling_leads_to_a_class_and_every_class_spells_itself() -> None:
    classes = rows("indicator_classes")
    names = {
        "1": {row["level1"] for row in classes},
        "2": {row["level2"] for row in classes} - {""},
    }
    spellings = {
        (row["level"], row["spelling"]): row["canonical"]
        for row in rows("indicator_class_spellings")
    }
    for (level, spelling), canonical in spellings.items():
        assert canonical in names[level], (level, spelling)
        assert not any(character.isspace() for character in spelling)
    for level, canonicals in names.items():
        for canonical in canonicals:
            assert spellings[level, canonical] == canonical


@pytest.mark.parametrize("name", ["functional_classes", "economic_classes"])
def test_every_class_code_has_its_parent(name: str) -> None:
    codes = {row["code"] for row in rows(name)}
    for row in rows(name):
        code = row["code"]
        assert code.isdigit() and len(code) in (3, 5, 7), code
        assert row["name"], code
        if len(code) > 3:
            assert code[:-2] in codes, code


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("functional_classes", "2013101", "行政运行"),
        ("functional_classes", "2080505", "机关事业单位基本养老保险缴费支出"),
        ("functional_classes", "2101101", "行政单位医疗"),
        ("functional_classes", "2210201", "住房公积金"),
        ("economic_classes", "30101", "基本工资"),
        ("economic_classes", "30217", "公务接待费"),
        ("economic_classes", "30299", "其他商品和服务支出"),
        ("economic_classes", "50101", "工资奖金津补贴"),
    ],
)
def test_known_classes(name: str, code: str, expected: str) -> None:
    assert {row["code"]: row["name"] for row in rows(name)}[code] == expected


def test_characters_are_one_to_one_and_lead_to_an_end() -> None:
    table = {row["variant"]: row["standard"] for row in rows("characters")}
    for variant, standard in table.items():
        assert len(variant) == len(standard) == 1
        assert variant != standard
        assert standard not in table, variant
        assert unicodedata.category(variant) in {"Lo", "So"}
    kinds = {row["kind"] for row in rows("characters")}
    assert kinds == {"radical", "compatibility", "traditional", "variant"}


def test_no_character_of_simplified_chinese_is_replaced() -> None:
    table = {row["variant"] for row in rows("characters")}
    assert table.isdisjoint(
        "于乾后里余著并干只征复发面台范系表云制松板准历丑斗谷姜借困凭朴舍适涂团郁种"
    )
    written = {
        character
        for name in HEADERS
        if name != "characters"
        for character in (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    }
    assert written & table == set()


@pytest.mark.parametrize(
    ("variant", "standard"),
    [
        ("⻔", "门"),
        ("⽉", "月"),
        ("⼈", "人"),
        ("門", "门"),
        ("辦", "办"),
        ("餘", "余"),
        ("預", "预"),
        ("値", "值"),
    ],
)
def test_known_characters(variant: str, standard: str) -> None:
    assert {row["variant"]: row["standard"] for row in rows("characters")}[variant] == standard


def test_keywords_have_two_characters_or_more_where_one_would_mislead() -> None:
    assert [row for row in rows("project_themes") if len(row["keyword"]) < 2] == []


def test_one_theme_and_one_kind_has_more_than_one_keyword() -> None:
    """A theme with one keyword is usually a slip of the pen in another theme's name."""
    themes = Counter(row["theme"] for row in rows("project_themes"))
    kinds = Counter(row["kind"] for row in rows("organization_kinds"))
    assert [name for name, times in (themes + kinds).items() if times < 2] == []


def test_words_of_captions_name_accounts_and_contexts_that_exist() -> None:
    accounts = {row["account_code"] for row in rows("accounts")}
    contexts = {row["context"] for row in rows("account_aliases_contextual")}
    named = [row for row in rows("caption_words") if row["value"]]
    assert {row["kind"] for row in named} == {"subject", "fund", "group", "project_money"}
    for row in named:
        of_side = f"expenditure.{row['value']}" if row["kind"] == "fund" else row["value"]
        known = (
            {*contexts, "social_insurance_fund", "one_insurance"}
            if row["kind"] == "subject"
            else accounts
        )
        assert of_side in known, row
