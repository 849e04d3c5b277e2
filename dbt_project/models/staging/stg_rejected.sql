with

source as (
    select * from {{ source('staged', 'rejected') }}
),

typed as (
    select
        cast(source_path as varchar) as source_path,
        cast(reason_code as varchar) as reason_code,
        cast(reason as varchar) as reason,
        cast(byte_size as bigint) as byte_size,
        -- Instants in UTC without a zone: no reader then needs a library of time zones.
        cast(first_seen_at at time zone 'UTC' as timestamp) as first_seen_at
    from source
)

select * from typed
