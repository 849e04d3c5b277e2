with

source as (
    select * from {{ source('staged', 'documents') }}
),

typed as (
    select
        cast(document_id as varchar) as document_id,
        cast(title as varchar) as title,
        cast(document_type as varchar) as document_type,
        cast(fiscal_year as integer) as fiscal_year,
        cast(publication_stage as varchar) as publication_stage,
        cast(scope as varchar) as scope,
        cast(organization_id as varchar) as organization_id,
        cast(organization_name as varchar) as organization_name,
        cast(agency_code as varchar) as agency_code,
        cast(region_code as varchar) as region_code,
        cast(default_unit as varchar) as default_unit,
        cast(line_count as integer) as line_count,
        cast(figure_count as integer) as figure_count,
        cast(figures_explained as integer) as figures_explained,
        cast(parser_version as varchar) as parser_version
    from source
)

select * from typed
