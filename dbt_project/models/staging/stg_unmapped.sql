with

source as (
    select * from {{ source('staged', 'unmapped') }}
),

typed as (
    select
        cast(document_id as varchar) as document_id,
        cast(kind as varchar) as kind,
        cast(label as varchar) as label,
        cast(line_no as integer) as line_no
    from source
)

select * from typed
