{{ config(severity='error') }}

-- A jump by ten thousand is the commonest error of budget data: what is stored is what the source
-- wrote, times what its unit is worth.
with

amounts as (
    select * from {{ ref('fct_amounts') }}
),

units as (
    select * from {{ ref('dim_unit') }}
)

select
    amounts.amount_id,
    amounts.document_id,
    amounts.quote,
    amounts.stated_value,
    amounts.stated_unit,
    amounts.amount_yuan
from amounts
inner join units on amounts.stated_unit = units.unit
where
    amounts.value_state in ('stated', 'stated_zero')
    and units.base_unit = '元'
    and abs(amounts.stated_value * cast(units.factor as decimal(18, 2)) - amounts.amount_yuan) > 0.01
