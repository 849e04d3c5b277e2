with

regions as (
    select * from {{ ref('regions') }}
)

select
    region_code,
    region_name,
    region_level,
    parent_code,
    county_name,
    prefecture_name,
    province_name,
    valid_until,
    former_names
from regions
