with

projects as (
    select * from {{ ref('int_projects__chosen') }}
)

select
    project_id,
    project_name,
    project_code,
    organization_id,
    region_code,
    theme,
    first_fiscal_year,
    last_fiscal_year,
    document_count
from projects
