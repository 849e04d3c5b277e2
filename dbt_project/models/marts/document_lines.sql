with

document_lines as (
    select * from {{ ref('stg_lines') }}
)

select
    document_id,
    line_no,
    text,
    block_kind,
    section_id
from document_lines
