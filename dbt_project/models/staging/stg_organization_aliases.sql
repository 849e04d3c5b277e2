with

source as (
    select * from {{ source('staged', 'organization_aliases') }}
),

typed as (
    select
        cast(organization_id as varchar) as organization_id,
        cast(organization_name as varchar) as organization_name,
        cast(organization_kind as varchar) as organization_kind,
        cast(agency_code as varchar) as agency_code,
        cast(region_code as varchar) as region_code,
        cast(alias as varchar) as alias,
        cast(document_id as varchar) as document_id,
        cast(line_no as integer) as line_no,
        cast(is_subject as boolean) as is_subject
    from source
)

select * from typed
