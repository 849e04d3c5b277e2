with

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

amounts as (
    select * from {{ ref('stg_amounts') }}
),

stated as (
    select * from {{ ref('int_amounts__stated') }}
),

-- The line of the budget itself stands some lines below the project's name.
budget_lines as (
    select
        document_id,
        project_id,
        min(line_no) as line_no
    from stated
    where account_code = 'project' and phase = 'budget' and project_id is not null
    group by document_id, project_id
),

project_budgets as (
    select * from {{ ref('fct_project_budgets') }}
),

units as (
    select * from {{ ref('units') }}
),

budget_sums as (
    select
        project_budgets.document_id,
        project_budgets.fiscal_year,
        count(*) as project_count,
        sum(project_budgets.budget_yuan) as budgets_yuan,
        {{ distinct_list('coalesce(budget_lines.line_no, project_budgets.line_no)') }} as part_lines
    from project_budgets
    left join budget_lines
        on
            project_budgets.document_id = budget_lines.document_id
            and project_budgets.project_id = budget_lines.project_id
    where project_budgets.budget_yuan is not null
    group by project_budgets.document_id, project_budgets.fiscal_year
),

compared as (
    select
        levels.amount_id as subject_id,
        levels.document_id,
        amounts.organization_id,
        amounts.region_code,
        levels.fiscal_year,
        levels.project_id,
        levels.account_label as subject_zh,
        levels.account_code as subject_en,
        levels.level_yuan as left_value,
        budget_sums.budgets_yuan as right_value,
        (budget_sums.project_count + 1)
        * coalesce(cast(units.factor * 0.005 as decimal(20, 4)), 0.005) as tolerance,
        {{ sorted_with('budget_sums.part_lines', 'amounts.line_no') }} as evidence_lines
    from levels
    inner join budget_sums
        on
            levels.document_id = budget_sums.document_id
            and levels.fiscal_year = budget_sums.fiscal_year
    inner join amounts on levels.amount_id = amounts.amount_id
    left join units on amounts.stated_unit = units.unit
    where
        levels.account_code = 'expenditure.project'
        and levels.phase = 'budget'
        and levels.project_id is null
),

-- A document seldom promises to list every project: short of the whole, the sum says nothing.
concluded as (
    select
        *,
        {{ audit_status('left_value', 'right_value', 'tolerance', 'false') }} as status
    from compared
)

select
    {{ audit_result_columns("'project_expenditure_equals_project_budgets'") }}
from concluded
