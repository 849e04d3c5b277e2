with

indicators as (
    select * from {{ ref('stg_indicators') }}
),

-- The target as written, units and all: "≤8 元" counts as eight yuan even where eight 万元 must be meant.
cost_targets as (
    select * from indicators
    where
        project_id is not null
        and (level2 = '成本指标' or level1 = '成本指标')
        and target_base_unit = '元'
)

select
    document_id,
    project_id,
    cast(sum(target_base_value) as decimal(20, 2)) as cost_literal_yuan
from cost_targets
group by document_id, project_id
