with

units as (
    select * from {{ ref('units') }}
)

select
    unit,
    quantity_kind,
    base_unit,
    cast(factor as decimal(28, 8)) as factor
from units
