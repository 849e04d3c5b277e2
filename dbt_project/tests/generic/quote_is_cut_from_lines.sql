{# Cutting the document at the place gives the quote, character for character, on one line or over several. #}
{% test quote_is_cut_from_lines(model) %}

with

facts as (
    select distinct
        document_id,
        line_no,
        line_end,
        char_start,
        char_end,
        quote
    from {{ model }}
),

lines as (
    select * from {{ ref('document_lines') }}
),

-- One line: joined by equality, because figures are as many as all other facts together.
cut_from_one as (
    select
        facts.*,
        substr(lines.text, facts.char_start + 1, facts.char_end - facts.char_start) as cut
    from facts
    left join lines
        on
            facts.document_id = lines.document_id
            and facts.line_no = lines.line_no
    where facts.line_end = facts.line_no
),

pieces as (
    select
        facts.document_id,
        facts.line_no,
        facts.line_end,
        facts.char_start,
        facts.char_end,
        facts.quote,
        lines.line_no as piece_no,
        case
            when lines.line_no = facts.line_no then substr(lines.text, facts.char_start + 1)
            when lines.line_no = facts.line_end then substr(lines.text, 1, facts.char_end)
            else lines.text
        end as piece
    from facts
    left join lines
        on
            facts.document_id = lines.document_id
            and lines.line_no between facts.line_no and facts.line_end
    where facts.line_end > facts.line_no
),

cut_from_several as (
    select
        document_id,
        line_no,
        line_end,
        char_start,
        char_end,
        quote,
        {{ dbt.listagg('piece', 'chr(10)', 'order by piece_no') }} as cut
    from pieces
    group by document_id, line_no, line_end, char_start, char_end, quote
),

cuts as (
    select * from cut_from_one

    union all

    select * from cut_from_several
)

select *
from cuts
where cut is null or cut != quote

{% endtest %}
