with

projects as (
    select * from {{ ref('stg_projects') }}
    where project_code is not null
),

regions as (
    select * from {{ ref('regions') }}
),

-- The first six digits of a code are a region, the next two a year (预算管理一体化规范).
coded as (
    select
        projects.project_budget_id,
        projects.document_id,
        projects.organization_id,
        projects.region_code,
        projects.fiscal_year,
        projects.project_id,
        projects.project_name,
        projects.project_code,
        projects.line_no,
        code_regions.region_code as code_region,
        code_regions.region_name as code_region_name,
        code_regions.region_level as code_region_level,
        own_regions.region_name as own_region_name,
        own_regions.region_level as own_region_level,
        case
            when
                substring(projects.project_code, 7, 1) between '0' and '9'
                and substring(projects.project_code, 8, 1) between '0' and '9'
                then 2000 + cast(substring(projects.project_code, 7, 2) as integer)
        end as code_year,
        length(projects.project_code) as code_length,
        {{ pair_list('projects.line_no', 'projects.line_end') }} as evidence_lines
    from projects
    left join regions as code_regions on left(projects.project_code, 6) = code_regions.region_code
    left join regions as own_regions on projects.region_code = own_regions.region_code
),

lengths as (
    select
        document_id,
        code_length,
        row_number() over (partition by document_id order by count(*) desc, code_length desc) as length_rank
    from coded
    group by document_id, code_length
)

select
    coded.project_budget_id,
    coded.document_id,
    coded.organization_id,
    coded.region_code,
    coded.fiscal_year,
    coded.project_id,
    coded.project_name,
    coded.project_code,
    coded.line_no,
    coded.evidence_lines,
    coded.code_region,
    coded.code_region_name,
    coded.code_year,
    coded.code_length,
    lengths.code_length as usual_length,
    -- A project that a province or city keeps in its own code may be spent in the county.
    coalesce(
        coded.code_region = coded.region_code
        or coded.code_region_name = coded.own_region_name
        or (
            'province' in (coded.code_region_level, coded.own_region_level)
            and left(coded.code_region, 2) = left(coded.region_code, 2)
        )
        or (
            'prefecture' in (coded.code_region_level, coded.own_region_level)
            and left(coded.code_region, 4) = left(coded.region_code, 4)
        ),
        false
    ) as is_own_region
from coded
inner join lengths on coded.document_id = lengths.document_id and lengths.length_rank = 1
