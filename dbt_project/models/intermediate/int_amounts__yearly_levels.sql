with

stated as (
    select * from {{ ref('int_amounts__stated') }}
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

-- A document speaks with authority of its own year; of a draft and its approval the approval counts.
own_year as (
    select
        stated.*,
        coalesce(stated.scope, documents.scope) as known_scope,
        {{ publication_rank('documents.publication_stage') }} as stage_rank
    from stated
    inner join documents
        on
            stated.document_id = documents.document_id
            and stated.fiscal_year = documents.fiscal_year
    where
        documents.is_current
        and stated.organization_id is not null
        -- 合计 of a table that lost its header is the level of nobody knows what.
        and stated.account_code is not null
),

staged_best as (
    select
        *,
        min(stage_rank) over (
            partition by organization_id, region_code, known_scope, account_code, project_id, phase, fiscal_year
        ) as best_stage_rank
    from own_year
),

compared as (
    select
        *,
        min(level_yuan) over (
            partition by organization_id, region_code, known_scope, account_code, project_id, phase, fiscal_year
        ) as lowest_yuan,
        max(level_yuan) over (
            partition by organization_id, region_code, known_scope, account_code, project_id, phase, fiscal_year
        ) as highest_yuan,
        row_number() over (
            partition by organization_id, region_code, known_scope, account_code, project_id, phase, fiscal_year
            order by document_id, line_no nulls last, char_start nulls last, amount_id
        ) as place_rank
    from staged_best
    where stage_rank = best_stage_rank
)

select
    amount_id,
    document_id,
    organization_id,
    region_code,
    known_scope as scope,
    fiscal_year,
    account_code,
    account_label,
    project_id,
    phase,
    -- One level a year where every place agrees; none where places contradict.
    case when lowest_yuan = highest_yuan then level_yuan end as level_yuan,
    lowest_yuan,
    highest_yuan,
    stated_unit,
    origin,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from compared
where place_rank = 1
