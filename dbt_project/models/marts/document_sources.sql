with

sources as (
    select * from {{ ref('stg_sources') }}
)

select
    source_path,
    document_id,
    content_sha256,
    byte_size,
    text_encoding,
    is_current,
    first_seen_at,
    last_seen_at
from sources
