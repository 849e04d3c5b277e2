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
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, line_no, char_start
