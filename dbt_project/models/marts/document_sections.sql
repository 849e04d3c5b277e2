with

sections as (
    select * from {{ ref('stg_sections') }}
)

select
    section_id,
    document_id,
    parent_section_id,
    level,
    ordinal,
    heading,
    section_kind,
    line_no,
    line_end,
    text
from sections
