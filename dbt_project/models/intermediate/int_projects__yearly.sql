with

projects as (
    select * from {{ ref('fct_project_budgets') }}
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
    where is_current
),

-- A project may stand in a draft, its approval, a list and a report of one year: one of them speaks for it.
ranked as (
    select
        projects.*,
        row_number() over (
            partition by projects.project_id, projects.fiscal_year
            order by
                {{ publication_rank('documents.publication_stage') }} asc,
                case when projects.budget_yuan is null then 1 else 0 end,
                case when projects.cost_resolved_yuan is null then 1 else 0 end,
                case when projects.has_target_table then 0 else 1 end,
                projects.document_id asc
        ) as document_rank
    from projects
    inner join documents on projects.document_id = documents.document_id
)

select
    project_budget_id,
    project_id,
    fiscal_year,
    document_id,
    organization_id,
    region_code,
    project_name,
    budget_yuan,
    actual_yuan,
    cost_resolved_yuan,
    cost_literal_yuan
from ranked
where document_rank = 1
