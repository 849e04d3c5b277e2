"""The rules of the audit, and which of them a person means: by id, by code, by family."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


class UnknownRule(LookupError):
    """No rule, or no family of rules, is called so; the text lists those that there are."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule compares, and the law or circular that it follows."""

    rule_id: str
    rule_code: str
    family: str
    severity: str
    name_zh: str
    name_en: str
    explanation: str
    source: str


def all_rules(connection: duckdb.DuckDBPyConnection) -> list[Rule]:
    """Every rule of the audit, in the order of their codes."""
    rows = connection.execute(
        "select rule_id, rule_code, family, severity, name_zh, name_en, explanation, source "
        "from dim_audit_rule order by rule_code"
    ).fetchall()
    return [Rule(*row) for row in rows]


def chosen_ids(rules: list[Rule], families: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """The ids of the rules of some families and names; empty where neither is given.

    A name is a rule's id or its code (``A04``). Raises ``UnknownRule``.
    """
    there_are = {rule.family for rule in rules}
    for family in families:
        if family not in there_are:
            raise UnknownRule(
                f"No rule is of the family {family!r}: choose of {', '.join(sorted(there_are))}."
            )
    known = {rule.rule_id for rule in rules} | {rule.rule_code for rule in rules}
    asked = {name if name in known else name.upper() for name in names}
    for name in names:
        if not {name, name.upper()} & known:
            raise UnknownRule(
                f"No rule is called {name!r}. All of them: yusuan sql "
                '"select rule_code, rule_id, name_en from dim_audit_rule order by 1"'
            )
    if not families and not asked:
        return []
    ids = [
        rule.rule_id
        for rule in rules
        if (not families or rule.family in families)
        and (not asked or {rule.rule_id, rule.rule_code} & asked)
    ]
    if not ids:
        raise UnknownRule("None of these rules is of these families: leave one of the two out.")
    return ids
