with

readings as (
    select * from {{ ref('stg_closed_sum_readings') }}
),

closed_sums as (
    select * from {{ ref('stg_closed_sums') }}
)

select
    readings.reading_id,
    readings.document_id,
    readings.organization_id,
    readings.region_code,
    readings.fiscal_year,
    readings.closed_sum_id,
    closed_sums.kind as closed_sum_kind,
    closed_sums.state as closed_sum_state,
    closed_sums.whole_yuan,
    readings.candidate,
    readings.project_id,
    readings.indicator_id,
    readings.amount_id,
    readings.literal_yuan,
    readings.reading_yuan,
    readings.reading_rule,
    readings.line_no,
    readings.line_end,
    readings.char_start,
    readings.char_end,
    readings.quote
from readings
inner join closed_sums on readings.closed_sum_id = closed_sums.closed_sum_id
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by readings.fiscal_year nulls last, readings.region_code nulls last, readings.document_id, readings.line_no
