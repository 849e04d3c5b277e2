"""Proofs over the built warehouse that SQL tests on single tables cannot give.

Each function takes an open DuckDB connection and returns findings: an empty list is a proof. They
run over every row of every document, before publication.
"""

from __future__ import annotations

import duckdb

PLACE_COLUMNS = ("document_id", "line_no", "line_end", "char_start", "char_end", "quote")

#: Staged table → the mart that has exactly its rows.
EQUAL_ROWS: dict[str, str] = {
    "documents": "dim_document",
    "rejected": "rejected_documents",
    "lines": "document_lines",
    "sections": "document_sections",
    "definitions": "document_definitions",
    "institutions": "document_institutions",
    "figures": "fct_figures",
    "indicators": "fct_indicators",
    "procurements": "fct_procurements",
    "fixed_assets": "fct_fixed_assets",
    "disbursement_plans": "fct_disbursement_plans",
    "projects": "fct_project_budgets",
    "amounts": "fct_amounts",
    "closed_sum_readings": "fct_closed_sum_readings",
}

#: Single-line places need a join on one line; wrapped ones gather their lines first.
_BAD_PLACES = """
with facts as (select rowid as fact, {columns} from {table}),
single as (
    select facts.fact
    from facts
    left join main.document_lines as lines using (document_id, line_no)
    where facts.line_end = facts.line_no
        and (
            lines.text is null
            or substring(lines.text, facts.char_start + 1, facts.char_end - facts.char_start)
            is distinct from facts.quote
        )
),
wrapped as (
    select
        facts.fact,
        any_value(facts.quote) as quote,
        count(lines.text) = any_value(facts.line_end - facts.line_no + 1) as is_whole,
        string_agg(
            case
                when lines.line_no = facts.line_no
                    then substring(lines.text, facts.char_start + 1)
                when lines.line_no = facts.line_end
                    then substring(lines.text, 1, facts.char_end)
                else lines.text
            end,
            chr(10) order by lines.line_no
        ) as cut
    from facts
    left join main.document_lines as lines
        on
            facts.document_id = lines.document_id
            and lines.line_no between facts.line_no and facts.line_end
    where facts.line_end > facts.line_no
    group by facts.fact
)
select fact from single
union all
select fact from wrapped where not is_whole or cut is distinct from quote
union all
select fact from facts
where line_no is null or line_end is null or char_start is null or char_end is null
    or quote is null or line_end < line_no
"""


def place_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of ``main`` whose rows have a place."""
    found = connection.execute(
        """
        select table_name
        from duckdb_columns()
        semi join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = current_database() and schema_name = 'main'
            and list_contains($places, column_name)
        group by table_name
        having count(*) = len($places)
        order by table_name
        """,
        {"places": list(PLACE_COLUMNS)},
    )
    return [table for (table,) in found.fetchall()]


def bad_places(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], dict[str, int]]:
    """Facts whose place does not cut to their quote: (findings, rows proved by table)."""
    findings: list[str] = []
    proved: dict[str, int] = {}
    columns = ", ".join(PLACE_COLUMNS)
    for table in place_tables(connection):
        name = f'main."{table}"'
        rows = connection.execute(f"select count(*) from {name}").fetchall()[0][0]
        query = _BAD_PLACES.format(columns=columns, table=name)
        bad = [fact for (fact,) in connection.execute(query).fetchall()]
        proved[table] = rows - len(bad)
        if bad:
            example = connection.execute(
                f"select document_id, line_no, char_start, char_end, quote from {name} "
                "where rowid = ?",
                [bad[0]],
            ).fetchall()[0]
            findings.append(
                f"{table}: {len(bad)} of {rows} places do not cut to their quote, for example "
                f"document {example[0]} line {example[1]} characters {example[2]}-{example[3]}: "
                f"{example[4]!r}"
            )
    return findings, proved


def missing_lines(connection: duckdb.DuckDBPyConnection, line_counts: dict[str, int]) -> list[str]:
    """Documents of which ``document_lines`` lacks a line, has one twice, or which it lacks.

    ``line_counts``: document → its lines, counted when the file was read.
    """
    found = connection.execute(
        """
        select document_id, count(*), count(distinct line_no), min(line_no), max(line_no)
        from main.document_lines
        group by document_id
        """
    ).fetchall()
    seen = {document: counts for document, *counts in found}
    findings = []
    for document, lines in sorted(line_counts.items()):
        if lines and seen.get(document) != [lines, lines, 1, lines]:
            findings.append(f"document {document} has {lines} lines, the warehouse differs")
    return findings + [
        f"document {document} is in the warehouse, but was not staged"
        for document in sorted(seen.keys() - line_counts.keys())
    ]


def differing_counts(
    connection: duckdb.DuckDBPyConnection, staged_rows: dict[str, int]
) -> tuple[list[str], dict[str, int]]:
    """Marts with more or fewer rows than were staged: (findings, rows by mart)."""
    findings: list[str] = []
    rows: dict[str, int] = {}
    for table, mart in EQUAL_ROWS.items():
        query = f'select count(*) from main."{mart}"'
        rows[mart] = connection.execute(query).fetchall()[0][0]
        if rows[mart] != staged_rows[table]:
            findings.append(f"{mart}: {rows[mart]} rows, but {staged_rows[table]} were staged")
    return findings, rows
