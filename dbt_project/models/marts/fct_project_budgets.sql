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
),

-- A project may be listed and have a table of its own in one document: the table says more.
ranked as (
    select
        *,
        row_number() over (
            partition by document_id, project_id
            order by case when has_target_table then 0 else 1 end, line_no nulls last, project_budget_id
        ) as place_rank
    from projects
)

select
    ranked.project_budget_id,
    ranked.document_id,
    ranked.organization_id,
    ranked.region_code,
    ranked.fiscal_year,
    ranked.project_id,
    ranked.project_name,
    ranked.project_label,
    ranked.project_code,
    funded.budget_yuan,
    funded.fiscal_funds_yuan,
    funded.other_funds_yuan,
    funded.adjusted_budget_yuan,
    funded.actual_yuan,
    costed.cost_literal_yuan,
    resolved.cost_resolved_yuan,
    resolved.cost_value_state,
    resolved.resolution_rule,
    ranked.purpose,
    ranked.goal_text,
    ranked.has_target_table,
    ranked.section_id,
    ranked.line_no,
    ranked.line_end,
    ranked.char_start,
    ranked.char_end,
    ranked.quote
from ranked
-- Amounts of another year, as in a report on the year before, are not this budget.
left join funded
    on
        ranked.document_id = funded.document_id
        and ranked.project_id = funded.project_id
        and ranked.fiscal_year is not distinct from funded.fiscal_year
left join costed
    on
        ranked.document_id = costed.document_id
        and ranked.project_id = costed.project_id
left join resolved
    on
        ranked.document_id = resolved.document_id
        and ranked.project_id = resolved.project_id
where ranked.place_rank = 1
