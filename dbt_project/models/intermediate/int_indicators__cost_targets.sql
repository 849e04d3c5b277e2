with

indicators as (
    select * from {{ ref('int_indicators__yearly') }}
),

unit_price_words as (
    select * from {{ ref('unit_price_words') }}
),

cost_targets as (
    select
        *,
        coalesce(level3, '') || '|' || coalesce(description, '') || '|' || coalesce(target_text, '') as wording
    from indicators
    where
        project_id is not null
        and (level2 = '成本指标' or level1 = '成本指标')
        and (target_base_unit = '元' or target_base_unit like '元/%')
        and target_base_value is not null
),

-- "每人参保标准 100 元" is what one costs and not what the project costs.
unit_prices as (
    select distinct cost_targets.indicator_id
    from cost_targets
    inner join unit_price_words on cost_targets.wording like '%' || unit_price_words.word || '%'
)

select
    cost_targets.indicator_id,
    cost_targets.document_id,
    cost_targets.project_id,
    cost_targets.level3,
    cost_targets.description,
    cast(cost_targets.target_base_value as decimal(20, 2)) as cost_yuan,
    unit_prices.indicator_id is not null as is_unit_price
from cost_targets
left join unit_prices on cost_targets.indicator_id = unit_prices.indicator_id
