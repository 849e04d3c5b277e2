with

projects as (
    select * from {{ ref('stg_projects') }}
),

funded as (
    select * from {{ ref('int_projects__funded') }}
),

costed as (
    select * from {{ ref('int_projects__costed') }}
),

resolved as (
    select * from {{ ref('int_projects__resolved') }}
)

select
    projects.project_budget_id,
    projects.document_id,
    projects.organization_id,
    projects.region_code,
    projects.fiscal_year,
    projects.project_id,
    projects.project_name,
    projects.project_label,
    projects.project_code,
    funded.budget_yuan,
    funded.fiscal_funds_yuan,
    funded.other_funds_yuan,
    funded.adjusted_budget_yuan,
    funded.actual_yuan,
    costed.cost_literal_yuan,
    resolved.cost_resolved_yuan,
    resolved.cost_value_state,
    resolved.resolution_rule,
    projects.purpose,
    projects.goal_text,
    projects.has_target_table,
    projects.section_id,
    projects.line_no,
    projects.line_end,
    projects.char_start,
    projects.char_end,
    projects.quote
from projects
-- Amounts of another year, as in a report on the year before, are not this budget.
left join funded
    on
        projects.document_id = funded.document_id
        and projects.project_id = funded.project_id
        and projects.fiscal_year is not distinct from funded.fiscal_year
left join costed
    on
        projects.document_id = costed.document_id
        and projects.project_id = costed.project_id
left join resolved
    on
        projects.document_id = resolved.document_id
        and projects.project_id = resolved.project_id
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by projects.fiscal_year nulls last, projects.region_code nulls last, projects.document_id, projects.line_no
