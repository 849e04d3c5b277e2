with

figures as (
    select * from {{ ref('stg_figures') }}
)

select
    figure_id,
    document_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote,
    value,
    unit,
    role,
    fact_table,
    fact_id
from figures
