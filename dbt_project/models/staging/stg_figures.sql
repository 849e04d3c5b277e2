with

source as (
    select * from {{ source('staged', 'figures') }}
),

typed as (
    select
        cast(figure_id as varchar) as figure_id,
        cast(document_id as varchar) as document_id,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote,
        cast(value as decimal(28, 8)) as value,
        cast(unit as varchar) as unit,
        cast(role as varchar) as role,
        cast(fact_table as varchar) as fact_table,
        cast(fact_id as varchar) as fact_id
    from source
)

select * from typed
