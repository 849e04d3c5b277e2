{# A view: to read the staged files again costs less than to write the amounts once more. #}
{{ config(materialized='view') }}

with

amounts as (
    select * from {{ ref('stg_amounts') }}
),

-- Levels that a document itself speaks out. 未安排 says that nothing is planned, which is a zero; a blank
-- cell says nothing, and what was derived or resolved is ours and not the document's.
stated as (
    select
        *,
        case when value_state = 'not_arranged' then coalesce(amount_yuan, 0) else amount_yuan end as level_yuan
    from amounts
    where
        value_state in ('stated', 'stated_zero', 'not_arranged')
        -- A cell at the crossing of two accounts is the level of neither.
        and cross_account_code is null
)

select
    amount_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    account_code,
    account_label,
    project_id,
    phase,
    level_yuan,
    stated_value,
    stated_unit,
    origin,
    scope,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from stated
where level_yuan is not null
