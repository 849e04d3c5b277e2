with

aliases as (
    select * from {{ ref('stg_organization_aliases') }}
)

-- One line may be read by more than one extractor: the spelling counts once.
select
    alias,
    organization_id,
    document_id,
    line_no,
    max(is_subject) as is_subject
from aliases
group by alias, organization_id, document_id, line_no
