with

rejected as (
    select * from {{ ref('stg_rejected') }}
)

select
    source_path,
    reason_code,
    reason,
    byte_size,
    first_seen_at
from rejected
