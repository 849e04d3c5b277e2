with

stated as (
    select * from {{ ref('int_amounts__stated') }}
    -- 合计 of a table that lost its header is the level of nobody knows what.
    where account_code is not null
),

-- Prose and table repeat each other: one level where they agree, none where they contradict.
levels as (
    select
        document_id,
        account_code,
        project_id,
        fiscal_year,
        phase,
        min(level_yuan) as level_yuan,
        {{ first_placed('amount_id', ['line_no', 'char_start', 'amount_id']) }} as amount_id
    from stated
    group by
        document_id,
        account_code,
        project_id,
        fiscal_year,
        phase
    having min(level_yuan) = max(level_yuan)
)

select
    levels.document_id,
    levels.account_code,
    levels.project_id,
    levels.fiscal_year,
    levels.phase,
    levels.level_yuan,
    levels.amount_id,
    stated.account_label
from levels
inner join stated on levels.amount_id = stated.amount_id
