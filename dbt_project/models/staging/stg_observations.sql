with

source as (
    select * from {{ source('staged', 'observations') }}
),

typed as (
    select
        cast(observation_id as varchar) as observation_id,
        cast(document_id as varchar) as document_id,
        cast(organization_id as varchar) as organization_id,
        cast(region_code as varchar) as region_code,
        cast(fiscal_year as integer) as fiscal_year,
        cast(project_id as varchar) as project_id,
        cast(kind as varchar) as kind,
        cast(subject_id as varchar) as subject_id,
        cast(term as varchar) as term,
        cast(value as decimal(28, 8)) as value,
        cast(unit as varchar) as unit,
        cast(text as varchar) as text,
        cast(line_no as integer) as line_no,
        cast(line_end as integer) as line_end,
        cast(char_start as integer) as char_start,
        cast(char_end as integer) as char_end,
        cast(quote as varchar) as quote
    from source
)

select * from typed
