with

source as (
    select * from {{ source('staged', 'sections') }}
),

typed as (
    select
        cast(section_id as varchar) as section_id,
        cast(document_id as varchar) as document_id,
        cast(parent_section_id as varchar) as parent_section_id,
        cast(level as integer) as level,
        cast(ordinal as varchar) as ordinal,
        cast(heading as varchar) as heading,
        cast(section_kind as varchar) as section_kind,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(text as varchar) as text
    from source
)

select * from typed
