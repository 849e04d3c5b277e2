with

fixed_assets as (
    select * from {{ ref('stg_fixed_assets') }}
)

select
    fixed_asset_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    as_of_date,
    asset_category,
    asset_label,
    parent_category,
    quantity,
    quantity_unit,
    value_yuan,
    value_state,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from fixed_assets
