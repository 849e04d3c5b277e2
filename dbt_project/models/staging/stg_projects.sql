with

source as (
    select * from {{ source('staged', 'projects') }}
),

typed as (
    select
        cast(project_budget_id as varchar) as project_budget_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(project_id as varchar) as project_id,
        cast(project_name as varchar) as project_name,
        cast(project_label as varchar) as project_label,
        cast(project_code as varchar) as project_code,
        cast(theme as varchar) as theme,
        cast(purpose as varchar) as purpose,
        cast(goal_text as varchar) as goal_text,
        cast(has_target_table as boolean) as has_target_table,
        cast(section_id as varchar) as section_id,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
