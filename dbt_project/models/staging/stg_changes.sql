with

source as (
    select * from {{ source('staged', 'changes') }}
),

typed as (
    select
        cast(change_id as varchar) as change_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(base_year as integer) as base_year,
        cast(compared_with as varchar) as compared_with,
        cast(phase as varchar) as phase,
        cast(base_phase as varchar) as base_phase,
        cast(account_code as varchar) as account_code,
        cast(account_label as varchar) as account_label,
        cast(project_id as varchar) as project_id,
        cast(direction as varchar) as direction,
        cast(change_yuan as decimal(20, 2)) as change_yuan,
        cast(change_pct as decimal(28, 8)) as change_pct,
        cast(current_yuan as decimal(20, 2)) as current_yuan,
        cast(prior_yuan as decimal(20, 2)) as prior_yuan,
        cast(reason as varchar) as reason,
        cast(origin as varchar) as origin,
        cast(section_id as varchar) as section_id,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
