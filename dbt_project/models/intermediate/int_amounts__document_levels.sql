with

stated as (
    select * from {{ ref('int_amounts__stated') }}
    -- 合计 of a table that lost its header is the level of nobody knows what.
    where account_code is not null
),

-- Prose and table repeat each other: one level where they agree, none where they contradict.
compared as (
    select
        *,
        min(level_yuan) over (
            partition by document_id, account_code, project_id, fiscal_year, phase
        ) as lowest_yuan,
        max(level_yuan) over (
            partition by document_id, account_code, project_id, fiscal_year, phase
        ) as highest_yuan,
        row_number() over (
            partition by document_id, account_code, project_id, fiscal_year, phase
            order by line_no nulls last, char_start nulls last, amount_id
        ) as place_rank
    from stated
)

select
    document_id,
    account_code,
    project_id,
    fiscal_year,
    phase,
    level_yuan,
    amount_id,
    account_label
from compared
where place_rank = 1 and lowest_yuan = highest_yuan
