with

documents as (
    select * from {{ ref('int_documents__sourced') }}
)

select
    document_id,
    content_sha256,
    source_path,
    source_path_count,
    title,
    document_type,
    fiscal_year,
    publication_stage,
    scope,
    organization_id,
    region_code,
    agency_code,
    default_unit,
    text_encoding,
    byte_size,
    line_count,
    figure_count,
    figures_explained,
    is_current,
    parser_version,
    ingested_at
from documents
