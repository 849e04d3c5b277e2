with

aliases as (
    select * from {{ ref('stg_organization_aliases') }}
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

-- A document names its subject even where no line of it was kept as an alias.
mentions as (
    select
        aliases.organization_id,
        aliases.organization_name,
        aliases.organization_kind,
        aliases.agency_code,
        aliases.region_code,
        aliases.is_subject,
        documents.fiscal_year,
        aliases.document_id
    from aliases
    left join documents on aliases.document_id = documents.document_id

    union all

    select
        organization_id,
        organization_name,
        cast(null as varchar) as organization_kind,
        agency_code,
        region_code,
        true as is_subject,
        fiscal_year,
        document_id
    from documents
),

counted as (
    select
        organization_id,
        organization_name,
        max(case when is_subject then 1 else 0 end) as is_of_subject,
        count(*) as mention_count
    from mentions
    where organization_id is not null
    group by organization_id, organization_name
),

-- What a body calls itself comes before what others call it.
named as (
    select
        organization_id,
        organization_name,
        row_number() over (
            partition by organization_id
            order by
                case when organization_name is null then 1 else 0 end,
                is_of_subject desc,
                mention_count desc,
                length(organization_name) desc,
                organization_name
        ) as name_rank
    from counted
),

-- Codes change with reforms of the budget: the latest document that states one is right.
coded as (
    select
        organization_id,
        agency_code,
        row_number() over (
            partition by organization_id
            order by
                case when is_subject then 0 else 1 end asc,
                fiscal_year desc nulls last,
                document_id asc,
                agency_code asc
        ) as code_rank
    from mentions
    where agency_code is not null
),

described as (
    select
        organization_id,
        min(organization_kind) as organization_kind,
        count(distinct case when is_subject then document_id end) as document_count
    from mentions
    where organization_id is not null
    group by organization_id
),

located as (
    select
        organization_id,
        region_code,
        row_number() over (
            partition by organization_id
            order by
                case when is_subject then 0 else 1 end asc,
                fiscal_year desc nulls last,
                document_id asc,
                region_code asc
        ) as region_rank
    from mentions
    where region_code is not null
)

select
    described.organization_id,
    named.organization_name,
    coded.agency_code,
    located.region_code,
    described.organization_kind,
    cast(described.document_count as integer) as document_count
from described
inner join named on described.organization_id = named.organization_id and named.name_rank = 1
left join coded on described.organization_id = coded.organization_id and coded.code_rank = 1
left join located on described.organization_id = located.organization_id and located.region_rank = 1
