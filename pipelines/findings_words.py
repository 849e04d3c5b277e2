"""What a report of findings says around the findings, in English and in Chinese.

The Chinese words for statuses, severities and families are those of the views of schema ``zh``; a
test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipelines.dictionary import SEPARATOR
from pipelines.findings import Finding
from pipelines.rule_choice import Rule

Language = Literal["en", "zh"]

_ENGLISH = {
    "title": "Audit findings",
    "signal": "A finding is a signal to look at, never an accusation.",
    "total": "{} (in {} of {} documents)",
    "colon": ": ",
    "comma": ", ",
    "semicolon": "; ",
    "grades": "({}, {})",
    "rules": "Rules",
    "summary": "Summary",
    "more_lines": "… and {} more lines",
    "none": "Nothing found",
    "sheet_findings": "Findings",
    "sheet_rules": "By rule",
    "sheet_documents": "By document",
    "document_id": "Document id",
    "source_path": "Document",
    "document_title": "Title",
    "organization_name": "Body",
    "fiscal_year": "Year",
    "rule_code": "Code",
    "rule_name": "Rule",
    "family": "Family",
    "severity": "Severity",
    "status": "Status",
    "message": "Finding",
    "left_value": "Left",
    "right_value": "Right",
    "difference": "Difference",
    "tolerance": "Tolerance",
    "lines": "Lines",
    "quotes": "Source",
    "project_name": "Project",
    "result_id": "Result id",
    "explanation": "What is compared",
    "source": "Follows",
    "findings": "Findings",
    "documents_with_findings": "Documents",
}
_CHINESE = {
    "title": "审核结果",
    "signal": "结果仅供核对，不构成指责。",
    "total": "{}（{} 份文档，共 {} 份）",
    "colon": "：",
    "comma": "、",
    "semicolon": "；",
    "grades": "（{}，{}）",
    "rules": "所用规则",
    "summary": "汇总",
    "more_lines": "……另有 {} 行",
    "none": "未发现问题",
    "sheet_findings": "审核结果",
    "sheet_rules": "按规则汇总",
    "sheet_documents": "按文档汇总",
    "document_id": "文档编号",
    "source_path": "文档",
    "document_title": "标题",
    "organization_name": "单位",
    "fiscal_year": "年度",
    "rule_code": "规则代码",
    "rule_name": "规则",
    "family": "规则类别",
    "severity": "严重程度",
    "status": "结论",
    "message": "说明",
    "left_value": "左值",
    "right_value": "右值",
    "difference": "差额",
    "tolerance": "容差",
    "lines": "行号",
    "quotes": "原文",
    "project_name": "项目",
    "result_id": "结果编号",
    "explanation": "比较内容",
    "source": "依据",
    "findings": "结果数",
    "documents_with_findings": "文档数",
}
#: The words of the warehouse's own vocabulary; in English they stand for themselves.
VALUES_ZH = {
    "fail": "不符",
    "review": "待核",
    "pass": "相符",
    "not_applicable": "不适用",
    "error": "错误",
    "warning": "警告",
    "info": "提示",
    "arithmetic": "勾稽",
    "years": "年度",
    "structure": "结构",
    "indicators": "指标",
    "text": "文字",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: ``words["title"]``, ``words.value("fail")``."""

    language: Language
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def value(self, value: str) -> str:
        """A status, a severity or a family."""
        if self.language == "zh":
            return VALUES_ZH.get(value, value)
        return value.replace("_", " ")

    def rule_name(self, rule: Rule) -> str:
        """The rule's name."""
        return rule.name_zh if self.language == "zh" else rule.name_en

    def explanation(self, rule: Rule) -> str:
        """The rule's explanation, of which the warehouse has both languages in one text."""
        english, _, chinese = rule.explanation.partition(SEPARATOR)
        return chinese or english if self.language == "zh" else english

    def message(self, finding: Finding) -> str:
        """What was compared and found."""
        return finding.message_zh if self.language == "zh" else finding.message_en


def words(language: Language) -> Words:
    """The words of ``language``."""
    return Words(language, _CHINESE if language == "zh" else _ENGLISH)
