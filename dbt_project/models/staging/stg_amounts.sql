with

source as (
    select * from {{ source('staged', 'amounts') }}
),

typed as (
    select
        cast(amount_id as varchar) as amount_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(account_code as varchar) as account_code,
        cast(account_label as varchar) as account_label,
        cast(cross_account_code as varchar) as cross_account_code,
        cast(project_id as varchar) as project_id,
        cast(phase as varchar) as phase,
        cast(amount_yuan as decimal(20, 2)) as amount_yuan,
        cast(stated_value as decimal(28, 8)) as stated_value,
        cast(stated_unit as varchar) as stated_unit,
        cast(value_state as varchar) as value_state,
        cast(origin as varchar) as origin,
        cast(scope as varchar) as scope,
        cast(section_id as varchar) as section_id,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
