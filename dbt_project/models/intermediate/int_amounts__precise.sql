with

stated as (
    select * from {{ ref('int_amounts__stated') }}
    where {{ is_to_be_audited() }}
),

units as (
    select * from {{ ref('units') }}
),

-- A class of expenditure is met once a fund: 教育支出 of all funds, and of the general public budget.
precise as (
    select
        stated.*,
        coalesce(cast(units.factor * {{ last_digit('stated.stated_value') }} as decimal(20, 4)), 0.01)
            as last_digit_yuan,
        coalesce(stated.stated_unit, '') as printed_unit,
        stated.account_code like 'expenditure.function.%'
        or stated.account_code like 'expenditure.economic.%' as is_class,
        stated.document_id
        || '|' || coalesce(cast(stated.fiscal_year as varchar), '')
        || '|' || coalesce(stated.phase, '')
        || '|' || coalesce(stated.scope, '')
        || '|' || coalesce(stated.project_id, '') as context_key
    from stated
    left join units on stated.stated_unit = units.unit
)

select
    amount_id,
    context_key,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    account_code,
    account_label,
    project_id,
    phase,
    scope,
    origin,
    section_id,
    level_yuan,
    last_digit_yuan,
    printed_unit,
    is_class,
    line_no,
    quote
from precise
