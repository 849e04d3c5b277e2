with

indicators as (
    select * from {{ ref('stg_indicators') }}
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
    where is_current
),

-- Targets belong to a project, else to the body, else to nothing but their document.
owned as (
    select
        indicators.*,
        documents.document_type,
        documents.publication_stage,
        coalesce(indicators.project_id, indicators.organization_id, indicators.document_id) as owner_id
    from indicators
    inner join documents on indicators.document_id = documents.document_id
),

sets as (
    select
        owner_id,
        fiscal_year,
        document_id,
        document_type,
        publication_stage,
        count(*) as indicator_count
    from owned
    group by owner_id, fiscal_year, document_id, document_type, publication_stage
),

-- A draft, its approval and a report on the year repeat one set: it counts once, as planned.
ranked as (
    select
        *,
        row_number() over (
            partition by owner_id, fiscal_year
            order by
                case when document_type in ('performance_targets', 'budget_disclosure') then 0 else 1 end asc,
                {{ publication_rank('publication_stage') }} asc,
                indicator_count desc,
                document_id asc
        ) as set_rank
    from sets
)

select
    owned.indicator_id,
    owned.document_id,
    owned.organization_id,
    owned.region_code,
    owned.fiscal_year,
    owned.project_id,
    owned.level1,
    owned.level2,
    owned.level3,
    owned.description,
    owned.operator,
    owned.target_text,
    owned.target_value,
    owned.target_unit,
    owned.target_base_value,
    owned.target_base_unit,
    owned.target_kind,
    owned.basis,
    owned.line_no
from owned
inner join ranked
    on
        owned.owner_id = ranked.owner_id
        and owned.fiscal_year is not distinct from ranked.fiscal_year
        and owned.document_id = ranked.document_id
where ranked.set_rank = 1
