"""The marts answer with the right numbers: little disclosures of a few counties, sums by hand."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest

from tests.conftest import Place, remember

HEADER = "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据"


def project(number: int, name: str, budget: str, *targets: str, code: str = "1302240001") -> str:
    """A project's form as the disclosures print it; a target is its cells parted by blanks."""
    rows = ["\t".join(target.split()) for target in targets]
    return "\n".join(
        [
            f"{number}.{name}绩效目标表",
            "单位：万元",
            f"项目编码\t{code}{number}\t\t项目名称\t{name}",
            f"预算规模及资金用途\t预算数\t{budget}\t其中：财政资金\t{budget}\t其他资金\t",
            f"\t用于{name}",
            "绩效目标\t1.按计划完成全年任务。",
            HEADER,
            *rows,
            "",
        ]
    )


def disclosure(
    body: str, year: int, budget: str, *projects: str, more: str = "", draft: str = ""
) -> str:
    """A budget disclosure with one sentence of money and the projects' forms."""
    head = dedent(
        f"""\
        {body}{year}年部门预算信息公开情况说明{draft}

        一、部门预算安排的总体情况

        {year}年支出预算{budget}。{more}

        二、绩效预算信息

        """
    )
    return head + "\n".join(projects)


SATISFIED = "满意度指标 服务对象满意度指标 群众满意度 群众满意度 ≥90% 工作计划"
BENEFIT = "效益指标 社会效益指标 知晓率 群众知晓率 ≥80% 工作计划"
LUANNAN, QIANXI = "河北省滦南县教育局", "河北省迁西县教育局"

DOCUMENTS = {
    # A lunch for 400 pupils, two counts with two costs, and a first phase that ends.
    "luannan-2023.txt": disclosure(
        LUANNAN,
        2023,
        "1000万元",
        project(
            1,
            "困难学生午餐补助",
            "40.00",
            "产出指标 数量指标 受助人数 受助学生人数 ≥400人 工作计划",
            BENEFIT,
            SATISFIED,
        ),
        project(
            2,
            "校园安全保险",
            "",
            "产出指标 数量指标 参保数 学生参保校方责任险 =2000人 工作计划",
            "产出指标 数量指标 慰问数 慰问困难教师 =10人 工作计划",
            "产出指标 成本指标 参保经费 校方责任险 =6万元 工作计划",
            "产出指标 成本指标 慰问经费 慰问教师费用 =1万元 ",
            SATISFIED,
        ),
        project(3, "实验楼建设一期", "100.00", "产出指标 质量指标 合格率 验收合格率 =100% 合同"),
    ),
    # Says that 2023 was 1020; the lunch goes on under a new name, and a second phase begins.
    "luannan-2024.txt": disclosure(
        LUANNAN,
        2024,
        "1100万元",
        project(
            1,
            "农村困难学生午餐补助资金",
            "45.00",
            "产出指标 数量指标 受助人数 受助学生人数 ≥500名 工作计划",
            BENEFIT,
            SATISFIED,
        ),
        project(2, "实验楼建设二期", "80.00", "产出指标 质量指标 合格率 验收合格率 =100% 合同"),
        more="较2023年预算增加80万元，主要是项目增加。",
    ),
    "qianxi-2023.txt": disclosure(
        QIANXI,
        2023,
        "800万元",
        project(
            1,
            "困难学生午餐补助",
            "24.00",
            "产出指标 数量指标 受助人数 受助学生数量 ≥300人 工作计划",
            "产出指标 成本指标 补助标准 每人补助标准 800元 工作计划",
            BENEFIT,
            SATISFIED,
        ),
        project(2, "小学营养改善计划", "10.00", SATISFIED),
    ),
    "qianxi-2024.txt": disclosure(
        QIANXI,
        2024,
        "900万元",
        project(1, "中学营养改善计划", "12.00", SATISFIED),
        project(2, "困难学生午餐补助", "27.00", SATISFIED),
        more="较2023年预算增加100万元。",
    ),
    # The draft of a set that the disclosure repeats, with other words around it: counts once.
    "luannan-2024-draft.txt": disclosure(
        LUANNAN,
        2024,
        "1090万元",
        project(
            1,
            "农村困难学生午餐补助资金",
            "44.00",
            "产出指标 数量指标 受助人数 受助学生人数 ≥480名 工作计划",
            BENEFIT,
            SATISFIED,
        ),
        draft="(草案)",
    ),
    # Of the same county: no peer of its neighbour down the corridor.
    "luannan-health-2024.txt": disclosure("河北省滦南县卫生健康局", 2024, "1050万元"),
    "yutian-2024.txt": disclosure("河北省玉田县教育局", 2024, "1200万元"),
    "lulong-2024.txt": disclosure("河北省卢龙县教育局", 2024, "1301.01万元"),
    "changli-2024.txt": disclosure("河北省昌黎县教育局", 2024, "2000万元"),
}


@pytest.fixture(scope="module")
def place(built: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A warehouse built of these documents alone."""
    place = Place(tmp_path_factory.mktemp("marts"))
    place.settings.raw_dir.mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (place.settings.raw_dir / name).write_text(text, encoding="utf-8")
    remember(place, of=built)
    run = place.yusuan("build")
    assert run.code == 0, run.out + run.err
    return place


def yuan(text: str | None) -> Decimal | None:
    """An amount of money as the warehouse holds it."""
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("path", "level3", "cost", "source", "each", "stated", "namesakes", "median"),
    [
        # 40 万元 / 400 and 24 万元 / 300, side by side: the median of 1000 and 800 is 900.
        ("luannan-2023.txt", "受助人数", "400000.00", "budget", "1000.00", None, 2, "900.00"),
        ("qianxi-2023.txt", "受助人数", "240000.00", "budget", "800.00", "800.00", 2, "900.00"),
        # Two counts with a cost each: 6 万元 / 2000 and 1 万元 / 10.
        ("luannan-2023.txt", "参保数", "60000.00", "paired_target", "30.00", None, 2, "515.00"),
        ("luannan-2023.txt", "慰问数", "10000.00", "paired_target", "1000.00", None, 2, "515.00"),
        # The disclosure counts, not its draft: 45 万元 / 500 名.
        ("luannan-2024.txt", "受助人数", "450000.00", "budget", "900.00", None, 1, "900.00"),
    ],
)
def test_what_one_pupil_costs(
    place: Place,
    path: str,
    level3: str,
    cost: str,
    source: str,
    each: str,
    stated: str | None,
    namesakes: int,
    median: str,
) -> None:
    rows = place.ask(
        "select cost_yuan, cost_source, cost_per_unit_yuan, stated_unit_price_yuan, "
        "namesake_target_count, namesake_median_yuan, counted_as "
        "from mart_unit_costs join dim_document using (document_id) "
        f"where source_path = '{path}' and level3 = '{level3}'"
    )
    assert rows == [(yuan(cost), source, yuan(each), yuan(stated), namesakes, yuan(median), "人")]


def test_unit_costs_are_of_one_set_a_year(place: Place) -> None:
    assert place.ask("select count(*), count(distinct indicator_id) from mart_unit_costs") == [
        (5, 5)
    ]


def test_a_documents_comparison_beside_last_years_document(place: Place) -> None:
    rows = place.ask(
        "select county_name, fiscal_year, level_yuan, told_later_yuan, prior_level_yuan, "
        "prior_told_yuan, prior_difference_yuan, stated_change_yuan, implied_change_yuan, "
        "cross_document_change_yuan, stated_minus_cross_document_yuan, known_year_count "
        "from mart_yoy join dim_region using (region_code) "
        "join dim_organization using (organization_id) "
        "where account_code = 'expenditure' and county_name in ('滦南县', '迁西县') "
        "and organization_name like '%教育局' order by county_name desc, fiscal_year"
    )
    expected = [
        # 迁西县: 800, then 900 with an increase of 100. 滦南县: 1000, then 1100 with one of 80.
        ("迁西县", 2023, "8000000.00", "8000000.00", *[None] * 7, 2),
        (
            *("迁西县", 2024, "9000000.00", None, "8000000.00", "8000000.00", "0.00"),
            *("1000000.00", "1000000.00", "1000000.00", "0.00", 2),
        ),
        ("滦南县", 2023, "10000000.00", "10200000.00", *[None] * 7, 2),
        (
            *("滦南县", 2024, "11000000.00", None, "10000000.00", "10200000.00", "200000.00"),
            *("800000.00", "800000.00", "1000000.00", "-200000.00", 2),
        ),
    ]
    assert [tuple(v if v is None else str(v) for v in row) for row in rows] == [
        tuple(v if v is None else str(v) for v in row) for row in expected
    ]


@pytest.mark.parametrize(
    ("path", "name", "predecessor", "similarity", "change", "pct", "names"),
    [
        # 困难学生午餐 has 5 pairs of characters, 农村困难学生午餐 7, of which 5 are common: 10 / 12.
        (
            *("luannan-2024.txt", "农村困难学生午餐补助资金", "困难学生午餐补助"),
            *("0.83330000", "50000.00", "12.50000000", 2),
        ),
        (
            *("qianxi-2024.txt", "困难学生午餐补助", "困难学生午餐补助"),
            *("1.00000000", "30000.00", "12.50000000", 1),
        ),
        # Neither the second phase of a building nor the other school goes on the first.
        ("luannan-2024.txt", "实验楼建设二期", None, None, None, None, 1),
        ("qianxi-2024.txt", "中学营养改善计划", None, None, None, None, 1),
    ],
)
def test_a_project_goes_on_under_a_new_name(
    place: Place,
    path: str,
    name: str,
    predecessor: str | None,
    similarity: str | None,
    change: str | None,
    pct: str | None,
    names: int,
) -> None:
    rows = place.ask(
        "select p.project_name, h.similarity, h.change_yuan, h.change_pct, h.name_count "
        "from mart_project_history as h join dim_document as d using (document_id) "
        "left join dim_project as p on h.linked_from_project_id = p.project_id "
        f"where d.source_path = '{path}' and h.project_name = '{name}'"
    )
    assert rows == [(predecessor, yuan(similarity), yuan(change), yuan(pct), names)]


@pytest.mark.parametrize(
    ("path", "count", "lower", "median", "upper", "ratio"),
    [
        # 1100 among 900, 1200, 1301.01 and 2000; the office of its own county does not count.
        ("luannan-2024.txt", 4, "11250000.00", "12505050.00", "14757575.00", "0.87960000"),
        # 900 among 1050, 1100, 1200, 1301.01 and 2000.
        ("qianxi-2024.txt", 5, "11000000.00", "12000000.00", "13010100.00", "0.75000000"),
        # 2000 among 900, 1050, 1100, 1200 and 1301.01.
        ("changli-2024.txt", 5, "10500000.00", "11000000.00", "12000000.00", "1.81820000"),
        ("luannan-2023.txt", 1, "8000000.00", "8000000.00", "8000000.00", "1.25000000"),
    ],
)
def test_a_department_among_its_peers(
    place: Place, path: str, count: int, lower: str, median: str, upper: str, ratio: str
) -> None:
    rows = place.ask(
        "select peer_count, peer_lower_quartile_yuan, peer_median_yuan, peer_upper_quartile_yuan, "
        "ratio_to_median from mart_peer_comparison join dim_document using (document_id) "
        f"where source_path = '{path}' and account_code = 'expenditure'"
    )
    assert rows == [(count, yuan(lower), yuan(median), yuan(upper), yuan(ratio))]


def test_how_good_the_indicators_are(place: Place) -> None:
    rows = place.ask(
        "select county_name, fiscal_year, project_count, indicator_count, quantitative_pct, "
        "cost_with_money_pct, repeated_row_pct, repeated_set_pct, lowest_satisfaction_pct, "
        "highest_satisfaction_pct, satisfaction_value_count, missing_class_pct, with_basis_pct "
        "from mart_indicator_quality join dim_region using (region_code) order by all"
    )
    hundred, ninety = Decimal(100), Decimal(90)
    assert rows == [
        # Of 9 indicators two are one sentence on satisfaction; the set of one project is whole.
        (
            *("滦南县", 2023, 3, 9, hundred, hundred, Decimal("22.2222"), 0, ninety, ninety, 1),
            *(Decimal("66.6667"), Decimal("88.8889")),
        ),
        ("滦南县", 2024, 2, 4, hundred, None, 0, 0, ninety, ninety, 1, 50, hundred),
        ("迁西县", 2023, 2, 5, hundred, hundred, 40, 0, ninety, ninety, 1, 50, hundred),
        # Two projects with one and the same indicator, and nothing else.
        ("迁西县", 2024, 2, 2, hundred, None, 100, 100, ninety, ninety, 1, 100, hundred),
    ]


def test_how_much_of_a_document_was_understood(place: Place) -> None:
    rows = place.ask(
        "select text_line_count, lines_explained, lines_explained_pct, c.figure_count, "
        "figures_explained_pct, amount_count, indicator_count, change_count, project_count, "
        "unmapped_label_count from mart_coverage as c join dim_document using (document_id) "
        "where source_path = 'qianxi-2024.txt'"
    )
    # 900, 100, two budgets with their funds: 8 columns of money of which the change is no amount.
    assert rows == [(20, 20, 100, 17, 100, 7, 2, 1, 2, 0)]


def test_each_document_and_each_project_year_is_there(place: Place) -> None:
    assert place.ask("select count(*) from mart_coverage") == [(len(DOCUMENTS),)]
    assert place.ask("select count(*) from mart_project_history") == [(9,)]
