with

amounts as (
    select * from {{ ref('stg_amounts') }}
)

select
    amount_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    account_code,
    account_label,
    cross_account_code,
    project_id,
    phase,
    amount_yuan,
    stated_value,
    stated_unit,
    value_state,
    origin,
    scope,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from amounts
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, line_no, char_start
