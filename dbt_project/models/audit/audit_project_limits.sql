with

project_budgets as (
    select * from {{ ref('fct_project_budgets') }}
    where {{ is_to_be_audited() }}
),

procurements as (
    select * from {{ ref('stg_procurements') }}
    where {{ is_to_be_audited() }}
),

indicators as (
    select * from {{ ref('stg_indicators') }}
    where {{ is_to_be_audited() }}
),

precise as (
    select * from {{ ref('int_amounts__precise') }}
),

-- The lines of a budget and of costs, for a person to look at.
budget_lines as (
    select
        document_id,
        project_id,
        min(line_no) as line_no,
        -- 47.49 万元 may be rounded by 50 yuan; 200 万元 is 200.00.
        min(least(0.5 * last_digit_yuan, 50)) as tolerance
    from precise
    where account_code = 'project' and phase = 'budget' and project_id is not null
    group by document_id, project_id
),

-- 每人参保标准 100元 is a price and not a cost of the project; 16.89 without a unit is no money.
cost_targets as (
    select
        *,
        coalesce(target_base_unit, '') = '元' as is_money,
        coalesce(target_unit, '') like '%/%' as is_unit_price,
        coalesce(level3, '') || coalesce(description, '') || coalesce(target_text, '') as words,
        coalesce(operator, '=') in ('=', '<=', '<') as is_plain
    from indicators
    where project_id is not null and (level2 = '成本指标' or level1 = '成本指标')
),

-- Words of a price: 每人补助标准, 单位成本.
priced as (
    select
        *,
        is_unit_price
        or words like '%每%'
        or words like '%人均%'
        or words like '%户均%'
        or words like '%平均%'
        or words like '%单价%'
        or words like '%单位成本%'
        or words like '%标准%' as is_unit_standard
    from cost_targets
),

costs as (
    select
        document_id,
        project_id,
        sum(case when is_money then target_base_value end) as costs_yuan,
        max(case when is_money then target_base_value end) as highest_yuan,
        count(case when is_money then 1 end) as money_count,
        min(case when is_money and is_plain and not is_unit_standard then 1 else 0 end) as is_all_plain,
        min(case when is_unit_standard or not is_money then 1 else 0 end) as is_all_unit_standard,
        {{ distinct_list('line_no') }} as cost_lines,
        min(line_no) as first_cost_line_no
    from priced
    group by document_id, project_id
),

-- Costs in the budget ---------------------------------------------------------------------------------

cost_compared as (
    select
        'project_cost_within_budget' as rule_id,
        project_budgets.project_budget_id as subject_id,
        project_budgets.document_id,
        project_budgets.organization_id,
        project_budgets.region_code,
        project_budgets.fiscal_year,
        project_budgets.project_id,
        project_budgets.project_name as subject_zh,
        project_budgets.project_name as subject_en,
        -- A cost of the whole beside the costs of its parts is not added to them.
        case
            when abs(costs.highest_yuan - project_budgets.budget_yuan) <= coalesce(budget_lines.tolerance, 0.01)
                then costs.highest_yuan
            else costs.costs_yuan
        end as left_value,
        project_budgets.budget_yuan as right_value,
        costs.is_all_plain = 1 and (costs.money_count = 1 or costs.highest_yuan > project_budgets.budget_yuan)
            as is_certain,
        coalesce(budget_lines.tolerance, 0.01) as tolerance,
        costs.is_all_unit_standard = 1 as is_all_unit_standard,
        coalesce(project_budgets.adjusted_budget_yuan, project_budgets.budget_yuan) as adjusted_yuan,
        {{ sorted_with('costs.cost_lines', 'coalesce(budget_lines.line_no, project_budgets.line_no)') }}
            as evidence_lines
    from project_budgets
    inner join costs
        on
            project_budgets.document_id = costs.document_id
            and project_budgets.project_id = costs.project_id
    left join budget_lines
        on
            project_budgets.document_id = budget_lines.document_id
            and project_budgets.project_id = budget_lines.project_id
    where project_budgets.budget_yuan is not null and costs.money_count > 0
),

cost_concluded as (
    select
        *,
        case
            when abs(left_value - right_value) <= tolerance or abs(left_value - adjusted_yuan) <= tolerance then 'pass'
            -- A price says nothing of the whole, unless it is dearer.
            when left_value < right_value and is_all_unit_standard then 'not_applicable'
            when left_value < right_value then 'review'
            when is_certain and left_value > adjusted_yuan then 'fail'
            else 'review'
        end as status
    from cost_compared
),

-- Procurement in the project --------------------------------------------------------------------------

-- What a project may spend: its budget, else what its costs say.
limits as (
    select
        project_budgets.document_id,
        project_budgets.project_id,
        project_budgets.budget_yuan is not null as is_budget,
        coalesce(project_budgets.budget_yuan, project_budgets.cost_literal_yuan) as limit_yuan,
        coalesce(budget_lines.tolerance, 50) as tolerance,
        case
            when project_budgets.budget_yuan is not null
                then coalesce(budget_lines.line_no, project_budgets.line_no)
            else coalesce(costs.first_cost_line_no, project_budgets.line_no)
        end as line_no
    from project_budgets
    left join budget_lines
        on
            project_budgets.document_id = budget_lines.document_id
            and project_budgets.project_id = budget_lines.project_id
    left join costs
        on
            project_budgets.document_id = costs.document_id
            and project_budgets.project_id = costs.project_id
),

bought as (
    select
        procurements.*,
        limits.is_budget,
        limits.limit_yuan,
        limits.tolerance,
        limits.line_no as limit_line_no,
        -- A project may need several purchases.
        sum(procurements.amount_yuan) over (
            partition by procurements.document_id, procurements.project_id
        ) as project_amounts_yuan
    from procurements
    inner join limits
        on
            procurements.document_id = limits.document_id
            and procurements.project_id = limits.project_id
    where limits.limit_yuan is not null
),

procurement_compared as (
    select
        *,
        procurement_id || ':amount' as subject_id,
        project_amounts_yuan as left_value,
        project_amounts_yuan <= limit_yuan + tolerance as is_within
    from bought
    where amount_yuan is not null

    union all

    -- The project's funds that the line states are the project's budget.
    select
        *,
        procurement_id || ':funds' as subject_id,
        project_funds_yuan as left_value,
        abs(project_funds_yuan - limit_yuan) <= tolerance as is_within
    from bought
    where project_funds_yuan is not null
),

concluded as (
    select
        rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        status,
        left_value,
        right_value,
        tolerance,
        subject_zh,
        subject_en,
        evidence_lines
    from cost_concluded

    union all

    select
        'procurement_line_within_project' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        -- Only part of what costs may be among the cost indicators: a budget is certain, a cost is not. And
        -- a line may state the funds of a part of its project.
        case
            when is_within then 'pass'
            when is_budget and left_value > limit_yuan then 'fail'
            else 'review'
        end as status,
        left_value,
        limit_yuan as right_value,
        tolerance,
        coalesce(item_name, project_label) as subject_zh,
        coalesce(item_name, project_label) as subject_en,
        {{ pair_list('line_no', 'limit_line_no') }} as evidence_lines
    from procurement_compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
