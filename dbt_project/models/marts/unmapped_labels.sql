with

unmapped as (
    select * from {{ ref('stg_unmapped') }}
)

select
    document_id,
    kind,
    label,
    line_no
from unmapped
