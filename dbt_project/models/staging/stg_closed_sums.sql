with

source as (
    select * from {{ source('staged', 'closed_sums') }}
),

typed as (
    select
        cast(closed_sum_id as varchar) as closed_sum_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(kind as varchar) as kind,
        cast(amount_id as varchar) as amount_id,
        cast(account_code as varchar) as account_code,
        cast(whole_yuan as decimal(20, 2)) as whole_yuan,
        cast(literal_yuan as decimal(20, 2)) as literal_yuan,
        cast(part_count as integer) as part_count,
        cast(reading_count as integer) as reading_count,
        cast(state as varchar) as state,
        cast(identity as varchar) as identity,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
