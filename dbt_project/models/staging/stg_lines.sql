with

source as (
    select * from {{ source('staged', 'lines') }}
),

typed as (
    select
        cast(document_id as varchar) as document_id,
        cast(line_no as integer) as line_no,
        cast(text as varchar) as text,
        cast(block_kind as varchar) as block_kind,
        cast(section_id as varchar) as section_id
    from source
)

select * from typed
