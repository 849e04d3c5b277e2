"""The projects that the reason of a change names."""

from __future__ import annotations

import pytest

from pipelines.parsing.reasons import named_in
from tests.unit.prose import read

TABLE = [
    "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值",
    "产出指标\t数量指标\t案件数\t办理案件\t≥630件",
]
CHANGE = "2021年项目支出300万元，比上年减少50万元，主要是{}。"


@pytest.mark.parametrize(
    ("reason", "names"),
    [
        ("综治经费、司法救助资金等项目预算调整", [("综治经费", False), ("司法救助资金", False)]),
        (
            "县、乡综治中心建设一期项目减少，综治经费等项目预算调整",
            [("县、乡综治中心建设一期项目", True), ("综治经费", False)],
        ),
        ("年中追加草原生态修复治理资金", [("草原生态修复治理资金", False)]),
        ("一是重点区域绿化工程增加；二是人员工资调标", [("重点区域绿化工程", False)]),
        ("学校食堂改造项目已完工", [("学校食堂改造项目", True)]),
        ("防汛经费和河道清淤经费增加", [("防汛经费", False), ("河道清淤经费", False)]),
        ("上年一次性项目不再安排", []),
        ("人员经费增加", []),
        ("压减一般性支出，厉行节约", []),
        ("在职人员增加", []),
    ],
)
def test_names_of_projects_in_a_reason(reason: str, names: list[tuple[str, bool]]) -> None:
    assert [(reason[a:b], ended) for a, b, ended in named_in(reason)] == names


def _observed(reason: str) -> list[tuple[str, str]]:
    caption = "1、河道清淤经费绩效目标表"
    rows = read(CHANGE.format(reason), "", "部门预算项目绩效目标", "", caption, *TABLE)
    listed = {p["project_id"]: p["project_name"] for p in rows["projects"]}
    return [
        (o["quote"], listed.get(o["text"], o["text"]))
        for o in rows["observations"]
        if o["kind"] == "named_project"
    ]


def test_projects_are_known_by_what_they_are_about() -> None:
    assert _observed("河道清淤工程、水库加固资金调整") == [
        ("河道清淤工程", "河道清淤经费"),
        ("水库加固资金", None),
    ]


def test_what_has_ended_need_not_be_listed() -> None:
    assert _observed("水库加固一期项目减少") == [("水库加固一期项目", "ended")]
