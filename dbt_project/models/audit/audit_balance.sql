with

levels as (
    select * from {{ ref('audit_levels') }}
    -- A crossing with another account is a part of a side, not a side.
    where cross_account_code is null and project_id is null
),

balance_sides as (
    {{ balance_sides_rows() }}
),

-- The total with each of its sides, and the sides with each other where the document states no total.
identities as (
    select
        'total_equals_sides' as rule_id,
        total_account_code as left_account_code,
        side_account_code as right_account_code
    from balance_sides

    union all

    select
        'revenue_equals_expenditure' as rule_id,
        revenues.side_account_code as left_account_code,
        expenditures.side_account_code as right_account_code
    from balance_sides as revenues
    inner join balance_sides as expenditures
        on
            revenues.total_account_code = expenditures.total_account_code
            and revenues.side_account_code > expenditures.side_account_code
),

compared as (
    select
        identities.rule_id,
        lefts.amount_id || ':' || rights.account_code as subject_id,
        lefts.document_id,
        lefts.organization_id,
        lefts.region_code,
        lefts.fiscal_year,
        lefts.project_id,
        lefts.phase,
        lefts.level_yuan as left_value,
        rights.level_yuan as right_value,
        lefts.tolerance_yuan + rights.tolerance_yuan as tolerance,
        lefts.account_label || '、' || rights.account_label as subject_zh,
        lefts.account_code || ', ' || rights.account_code as subject_en,
        {{ pair_list('lefts.line_no', 'rights.line_no') }} as evidence_lines
    from identities
    inner join levels as lefts on identities.left_account_code = lefts.account_code
    inner join levels as rights
        on
            identities.right_account_code = rights.account_code
            and lefts.context_key = rights.context_key
),

concluded as (
    select
        *,
        -- A budget balances; what was received in a year need not be what was spent in it.
        case
            when phase != 'budget' and abs(left_value - right_value) > tolerance then 'review'
            else {{ audit_status('left_value', 'right_value', 'tolerance') }}
        end as status
    from compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
