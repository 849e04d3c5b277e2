with

source as (
    select * from {{ source('staged', 'institutions') }}
),

typed as (
    select
        cast(institution_id as varchar) as institution_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(institution_name as varchar) as institution_name,
        cast(nature as varchar) as nature,
        cast(rank as varchar) as rank,
        cast(funding as varchar) as funding,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
