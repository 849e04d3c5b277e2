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
        coalesce(amounts.amount_yuan, 0) as level_yuan,
        -- Half of the last printed digit; two digits after the point are the custom, and noughts may be cut off.
        coalesce(
            cast(units.factor * 0.5 * {{ custom_digit('amounts.stated_value', 'amounts.quote') }} as decimal(20, 4)),
            0.005
        ) as tolerance_yuan,
        case
            when amounts.stated_value != 0 then units.factor * {{ last_digit('amounts.stated_value') }}
        end as last_digit_yuan,
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

compared as (
    select
        *,
        min(level_yuan) over (partition by context_key, account_code) as lowest_yuan,
        max(level_yuan) over (partition by context_key, account_code) as highest_yuan,
        -- Where all amounts are printed without decimals, each may have been rounded to a whole number.
        coalesce(
            cast(0.5 * min(last_digit_yuan) over (partition by context_key) as decimal(20, 4)), tolerance_yuan
        ) as rounding_yuan,
        row_number() over (
            partition by context_key, account_code
            order by line_no nulls last, char_start nulls last, amount_id
        ) as place_rank
    from comparable
)

-- Where one context states two values nothing can be added: that is the finding of another rule.
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
    rounding_yuan,
    line_no
from compared
where place_rank = 1 and lowest_yuan = highest_yuan
