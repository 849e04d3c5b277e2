with

source as (
    select * from {{ source('staged', 'disbursement_plans') }}
),

typed as (
    select
        cast(plan_id as varchar) as plan_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(project_id as varchar) as project_id,
        cast(checkpoint_month as integer) as checkpoint_month,
        cast(cumulative_pct as decimal(28, 8)) as cumulative_pct,
        cast(cumulative_yuan as decimal(20, 2)) as cumulative_yuan,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
