with

source as (
    select * from {{ source('staged', 'sources') }}
),

typed as (
    select
        cast(source_path as varchar) as source_path,
        cast(document_id as varchar) as document_id,
        cast(content_sha256 as varchar) as content_sha256,
        cast(byte_size as bigint) as byte_size,
        cast(text_encoding as varchar) as text_encoding,
        cast(is_current as boolean) as is_current,
        -- Instants in UTC without a zone: no reader then needs a library of time zones.
        cast(first_seen_at at time zone 'UTC' as timestamp) as first_seen_at,
        cast(last_seen_at at time zone 'UTC' as timestamp) as last_seen_at
    from source
)

select * from typed
