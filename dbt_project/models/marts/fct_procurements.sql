with

procurements as (
    select * from {{ ref('stg_procurements') }}
)

select
    procurement_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    project_id,
    project_label,
    item_name,
    catalogue_code,
    unit,
    quantity,
    unit_price_yuan,
    amount_yuan,
    project_funds_yuan,
    current_year_funds_yuan,
    general_public_budget_yuan,
    government_fund_yuan,
    fiscal_account_yuan,
    other_income_yuan,
    other_channels_yuan,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from procurements
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, line_no, char_start
