with

source as (
    select * from {{ source('staged', 'definitions') }}
),

typed as (
    select
        cast(definition_id as varchar) as definition_id,
        cast(document_id as varchar) as document_id,
        cast(term as varchar) as term,
        cast(definition as varchar) as definition,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
