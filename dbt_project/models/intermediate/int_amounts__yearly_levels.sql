{% set level_columns = [
    'organization_id', 'region_code', 'known_scope', 'account_code', 'project_id', 'phase', 'fiscal_year'
] %}

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

-- One level a year where every place agrees; none where places contradict.
compared as (
    select
        {{ level_columns | join(', ') }},
        stage_rank,
        min(level_yuan) as lowest_yuan,
        max(level_yuan) as highest_yuan,
        {{ first_placed('amount_id', ['document_id', 'line_no', 'char_start', 'amount_id']) }} as first_amount_id
    from own_year
    group by {{ level_columns | join(', ') }}, stage_rank
),

ranked as (
    select
        *,
        min(stage_rank) over (partition by {{ level_columns | join(', ') }}) as best_stage_rank
    from compared
),

chosen as (
    select
        own_year.*,
        ranked.lowest_yuan,
        ranked.highest_yuan
    from own_year
    inner join ranked on own_year.amount_id = ranked.first_amount_id
    where ranked.stage_rank = ranked.best_stage_rank
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
from chosen
