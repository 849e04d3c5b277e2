with

amounts as (
    select * from {{ ref('stg_amounts') }}
    where {{ is_to_be_audited() }}
),

units as (
    select * from {{ ref('units') }}
),

-- What may be added up: amounts of one document, year, phase, scope, origin, project and crossing, and of one
-- table. An empty cell and 未安排 count as nought; what we derived ourselves would prove itself.
comparable as (
    select
        amounts.*,
        units.factor,
        coalesce(amounts.amount_yuan, 0) as level_yuan,
        {{ last_digit('amounts.stated_value') }} as last_digit,
        amounts.document_id
        || '|' || coalesce(cast(amounts.fiscal_year as varchar), '')
        || '|' || coalesce(amounts.phase, '')
        || '|' || coalesce(amounts.scope, '')
        || '|' || coalesce(amounts.origin, '')
        || '|' || coalesce(amounts.project_id, '')
        || '|' || coalesce(amounts.cross_account_code, '')
        || '|' || case when amounts.origin = 'table' then coalesce(amounts.section_id, '') else '' end as context_key
    from amounts
    left join units on amounts.stated_unit = units.unit
    where
        amounts.value_state in ('stated', 'stated_zero', 'not_arranged', 'blank')
        and (amounts.amount_yuan is not null or amounts.value_state in ('not_arranged', 'blank'))
),

accounts_of_contexts as (
    select
        context_key,
        min(level_yuan) as lowest_yuan,
        max(level_yuan) as highest_yuan,
        min(case when stated_value != 0 then factor * last_digit end) as last_digit_yuan,
        {{ first_placed('amount_id', ['line_no', 'char_start', 'amount_id']) }} as first_amount_id
    from comparable
    group by context_key, account_code
),

contexts as (
    select
        context_key,
        -- Where all amounts are printed without decimals, each may have been rounded to a whole number.
        cast(0.5 * min(last_digit_yuan) as decimal(20, 4)) as rounding_yuan
    from accounts_of_contexts
    group by context_key
),

-- Where one context states two values nothing can be added: that is the finding of another rule.
single_levels as (
    select
        accounts_of_contexts.first_amount_id as amount_id,
        contexts.rounding_yuan
    from accounts_of_contexts
    inner join contexts on accounts_of_contexts.context_key = contexts.context_key
    where accounts_of_contexts.lowest_yuan = accounts_of_contexts.highest_yuan
),

levels as (
    select
        comparable.*,
        single_levels.rounding_yuan,
        -- Half of the last printed digit; two digits after the point are the custom, and noughts may be cut off.
        coalesce(
            cast(
                comparable.factor
                * 0.5
                * {{ custom_digit('comparable.stated_value', 'comparable.quote', 'comparable.last_digit') }}
                as decimal(20, 4)
            ),
            0.005
        ) as tolerance_yuan
    from comparable
    inner join single_levels on comparable.amount_id = single_levels.amount_id
)

select
    context_key,
    amount_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    phase,
    scope,
    origin,
    project_id,
    cross_account_code,
    account_code,
    account_label,
    value_state,
    section_id,
    level_yuan,
    tolerance_yuan,
    coalesce(rounding_yuan, tolerance_yuan) as rounding_yuan,
    line_no
from levels
