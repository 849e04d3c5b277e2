with

procurements as (
    select * from {{ ref('stg_procurements') }}
),

stated as (
    select * from {{ ref('int_amounts__stated') }}
),

units as (
    select * from {{ ref('units') }}
),

line_sums as (
    select
        document_id,
        sum(amount_yuan) as lines_yuan,
        count(*) as line_count,
        count(amount_yuan) as priced_count,
        {{ distinct_list('line_no') }} as part_lines
    from procurements
    group by document_id
),

-- Each place that states the total is compared with the lines; the places are never added up.
totals as (
    select
        'procurement_total_equals_lines' as rule_id,
        stated.amount_id as subject_id,
        stated.document_id,
        stated.organization_id,
        stated.region_code,
        stated.fiscal_year,
        stated.project_id,
        stated.account_label as subject_zh,
        stated.account_code as subject_en,
        stated.level_yuan as left_value,
        line_sums.lines_yuan as right_value,
        (line_sums.line_count + 1) * coalesce(cast(units.factor * 0.005 as decimal(20, 4)), 0.005) as tolerance,
        line_sums.line_count = line_sums.priced_count as is_complete,
        {{ sorted_with('line_sums.part_lines', 'stated.line_no') }} as evidence_lines
    from stated
    inner join line_sums on stated.document_id = line_sums.document_id
    left join units on stated.stated_unit = units.unit
    where
        stated.account_code = 'procurement'
        and stated.project_id is null
        -- A comparison with last year states last year's total, which the table does not list.
        and stated.phase = 'budget'
),

line_values as (
    select
        procurement_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        coalesce(item_name, project_label) as subject_zh,
        coalesce(item_name, project_label) as subject_en,
        amount_yuan as left_value,
        cast(quantity * unit_price_yuan as decimal(20, 2)) as product_yuan,
        quantity,
        coalesce(general_public_budget_yuan, 0) + coalesce(government_fund_yuan, 0) + coalesce(fiscal_account_yuan, 0)
        + coalesce(other_income_yuan, 0) + coalesce(other_channels_yuan, 0) as funds_yuan,
        coalesce(
            general_public_budget_yuan,
            government_fund_yuan,
            fiscal_account_yuan,
            other_income_yuan,
            other_channels_yuan
        ) is not null as has_funds,
        {{ pair_list('line_no', 'line_end') }} as evidence_lines
    from procurements
    where amount_yuan is not null
),

products as (
    select
        'procurement_line_equals_quantity_times_price' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        subject_zh,
        subject_en,
        left_value,
        product_yuan as right_value,
        0.01 as tolerance,
        -- A price of 0.31 万元 may be 3 056 yuan: 50 yuan a piece are the printer's.
        abs(left_value - product_yuan) > 50 * quantity as is_complete,
        evidence_lines
    from line_values
    where product_yuan is not null
),

funds as (
    select
        'procurement_line_equals_funds' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        subject_zh,
        subject_en,
        left_value,
        funds_yuan as right_value,
        0.01 as tolerance,
        true as is_complete,
        evidence_lines
    from line_values
    where has_funds
),

compared as (
    select
        rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        subject_zh,
        subject_en,
        left_value,
        right_value,
        tolerance,
        is_complete,
        evidence_lines
    from totals

    union all

    select * from products

    union all

    select * from funds
),

concluded as (
    select
        *,
        case
            when abs(left_value - right_value) <= tolerance then 'pass'
            when is_complete then 'fail'
            else 'review'
        end as status
    from compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
