with

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    definition_id,
    document_id,
    term,
    definition,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from definitions
