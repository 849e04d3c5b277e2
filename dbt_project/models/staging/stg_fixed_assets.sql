with

source as (
    select * from {{ source('staged', 'fixed_assets') }}
),

typed as (
    select
        cast(fixed_asset_id as varchar) as fixed_asset_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(as_of_date as date) as as_of_date,
        cast(asset_category as varchar) as asset_category,
        cast(asset_label as varchar) as asset_label,
        cast(parent_category as varchar) as parent_category,
        cast(quantity as decimal(28, 8)) as quantity,
        cast(quantity_unit as varchar) as quantity_unit,
        cast(value_yuan as decimal(20, 2)) as value_yuan,
        cast(value_state as varchar) as value_state,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
