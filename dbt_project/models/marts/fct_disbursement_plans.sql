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
