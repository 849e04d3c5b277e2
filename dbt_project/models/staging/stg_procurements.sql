with

source as (
    select * from {{ source('staged', 'procurements') }}
),

typed as (
    select
        cast(procurement_id as varchar) as procurement_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(project_id as varchar) as project_id,
        cast(project_label as varchar) as project_label,
        cast(item_name as varchar) as item_name,
        cast(catalogue_code as varchar) as catalogue_code,
        cast(unit as varchar) as unit,
        cast(quantity as decimal(28, 8)) as quantity,
        cast(unit_price_yuan as decimal(20, 2)) as unit_price_yuan,
        cast(amount_yuan as decimal(20, 2)) as amount_yuan,
        cast(project_funds_yuan as decimal(20, 2)) as project_funds_yuan,
        cast(current_year_funds_yuan as decimal(20, 2)) as current_year_funds_yuan,
        cast(general_public_budget_yuan as decimal(20, 2)) as general_public_budget_yuan,
        cast(government_fund_yuan as decimal(20, 2)) as government_fund_yuan,
        cast(fiscal_account_yuan as decimal(20, 2)) as fiscal_account_yuan,
        cast(other_income_yuan as decimal(20, 2)) as other_income_yuan,
        cast(other_channels_yuan as decimal(20, 2)) as other_channels_yuan,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
