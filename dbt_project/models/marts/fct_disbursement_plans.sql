with

plans as (
    select * from {{ ref('stg_disbursement_plans') }}
)

select
    plan_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    project_id,
    checkpoint_month,
    cumulative_pct,
    cumulative_yuan,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from plans
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, line_no, char_start
