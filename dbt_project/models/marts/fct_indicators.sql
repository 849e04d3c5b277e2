with

indicators as (
    select * from {{ ref('stg_indicators') }}
)

select
    indicator_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    project_id,
    objective,
    indicator_class_id,
    level1,
    level2,
    level1_label,
    level2_label,
    level3,
    description,
    operator,
    target_text,
    target_value,
    target_upper_value,
    target_unit,
    target_base_value,
    target_base_unit,
    target_kind,
    basis,
    direction,
    direction_is_inferred,
    weight,
    actual_text,
    actual_value,
    score,
    origin,
    row_ordinal,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from indicators
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, line_no, char_start
