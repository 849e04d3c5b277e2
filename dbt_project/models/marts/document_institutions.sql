with

institutions as (
    select * from {{ ref('stg_institutions') }}
)

select
    institution_id,
    document_id,
    organization_id,
    institution_name,
    nature,
    rank,
    funding,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from institutions
