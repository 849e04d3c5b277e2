with

indicators as (
    select * from {{ ref('int_indicators__yearly') }}
),

units as (
    select * from {{ ref('units') }}
),

unit_groups as (
    select * from {{ ref('count_unit_groups') }}
)

select
    indicators.indicator_id,
    indicators.document_id,
    indicators.organization_id,
    indicators.region_code,
    indicators.fiscal_year,
    indicators.project_id,
    indicators.level3,
    indicators.description,
    indicators.target_base_value as quantity,
    indicators.target_base_unit as quantity_unit,
    -- 名 and 位 count what 人 counts.
    coalesce(unit_groups.counted_as, indicators.target_base_unit) as counted_as,
    indicators.line_no
from indicators
inner join units on indicators.target_unit = units.unit
left join unit_groups on indicators.target_base_unit = unit_groups.unit
where
    indicators.project_id is not null
    and indicators.level2 = '数量指标'
    and units.quantity_kind = 'count'
    and indicators.target_base_value > 0
    -- ≤1 件 is a limit of what must not happen: nobody pays for it by the piece.
    and coalesce(indicators.operator, '=') not in ('<', '<=')
