with

documents as (
    select * from {{ ref('int_documents__sourced') }}
    where false
),

compared as (
    select
        cast(null as varchar) as rule_id,
        document_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        cast(null as varchar) as project_id,
        'pass' as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        cast(null as varchar) as subject_zh,
        cast(null as varchar) as subject_en,
        cast(null as varchar) as detail_zh,
        cast(null as varchar) as detail_en,
        cast(null as integer[]) as evidence_lines
    from documents
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from compared
