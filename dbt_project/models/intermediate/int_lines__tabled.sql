with

lines as (
    select * from {{ ref('stg_lines') }}
    where {{ is_to_be_audited() }}
),

amounts as (
    select * from {{ ref('stg_amounts') }}
    where {{ is_to_be_audited() }}
),

amount_lines as (
    select distinct
        document_id,
        line_no
    from amounts
),

-- Tables are parted by what stands between them: a title, a unit, a paragraph; not by a page's end.
tabled as (
    select
        lines.document_id,
        lines.line_no,
        amount_lines.line_no is not null as has_amounts,
        sum(case when lines.block_kind in ('heading', 'unit', 'paragraph') then 1 else 0 end) over (
            partition by lines.document_id
            order by lines.line_no
            rows between unbounded preceding and current row
        ) as table_no
    from lines
    left join amount_lines
        on
            lines.document_id = amount_lines.document_id
            and lines.line_no = amount_lines.line_no
    -- Most lines neither part tables nor have an amount: they need not be sorted.
    where lines.block_kind in ('heading', 'unit', 'paragraph') or amount_lines.line_no is not null
)

select
    document_id,
    line_no,
    cast(table_no as integer) as table_no
from tabled
where has_amounts
