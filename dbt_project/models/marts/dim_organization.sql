with

organizations as (
    select * from {{ ref('int_organizations__chosen') }}
)

select
    organization_id,
    organization_name,
    agency_code,
    region_code,
    organization_kind,
    document_count
from organizations
