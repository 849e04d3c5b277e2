with

documents as (
    select * from {{ ref('stg_documents') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
    -- A path whose bytes could not be read has no document.
    where document_id is not null
),

-- The same bytes may lie under two paths: a current path speaks for the document.
ranked_paths as (
    select
        *,
        row_number() over (
            partition by document_id
            order by case when is_current then 0 else 1 end, source_path
        ) as path_rank,
        count(*) over (partition by document_id) as source_path_count,
        min(first_seen_at) over (partition by document_id) as ingested_at
    from sources
),

chosen_path as (
    select * from ranked_paths
    where path_rank = 1
)

-- Left join: a document stays in the warehouse even if its record of ingest is lost.
select
    documents.document_id,
    chosen_path.content_sha256,
    chosen_path.source_path,
    cast(coalesce(chosen_path.source_path_count, 0) as integer) as source_path_count,
    documents.title,
    documents.document_type,
    documents.fiscal_year,
    documents.publication_stage,
    documents.scope,
    documents.organization_id,
    documents.organization_name,
    documents.region_code,
    documents.agency_code,
    documents.default_unit,
    chosen_path.text_encoding,
    chosen_path.byte_size,
    documents.line_count,
    documents.figure_count,
    documents.figures_explained,
    coalesce(chosen_path.is_current, false) as is_current,
    documents.parser_version,
    chosen_path.ingested_at
from documents
left join chosen_path on documents.document_id = chosen_path.document_id
