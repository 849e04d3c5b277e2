with

source as (
    select * from {{ source('staged', 'closed_sum_readings') }}
),

typed as (
    select
        cast(reading_id as varchar) as reading_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(closed_sum_id as varchar) as closed_sum_id,
        cast(candidate as integer) as candidate,
        cast(project_id as varchar) as project_id,
        cast(indicator_id as varchar) as indicator_id,
        cast(amount_id as varchar) as amount_id,
        cast(literal_yuan as decimal(20, 2)) as literal_yuan,
        cast(reading_yuan as decimal(20, 2)) as reading_yuan,
        cast(reading_rule as varchar) as reading_rule,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
