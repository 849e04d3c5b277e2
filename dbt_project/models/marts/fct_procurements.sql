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
