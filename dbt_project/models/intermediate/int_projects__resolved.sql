with

closed_sums as (
    select * from {{ ref('stg_closed_sums') }}
),

readings as (
    select * from {{ ref('stg_closed_sum_readings') }}
),

-- Candidate 0 is the reading that a proof accepted.
accepted as (
    select
        readings.*,
        closed_sums.kind
    from readings
    inner join closed_sums on readings.closed_sum_id = closed_sums.closed_sum_id
    where
        readings.candidate = 0
        and readings.indicator_id is not null
),

summed as (
    select
        document_id,
        project_id,
        closed_sum_id,
        kind,
        sum(reading_yuan) as cost_resolved_yuan,
        count(*) as value_count,
        min(case when reading_rule != 'literal' then reading_rule end) as first_rule,
        max(case when reading_rule != 'literal' then reading_rule end) as last_rule,
        -- The other rules use a value as it is written: a standard times a quantity, a total for its parts.
        max(
            case
                when
                    reading_rule in (
                        'unit_is_ten_thousand_yuan', 'unit_is_yuan', 'unit_supplied', 'one_of_identical_tables'
                    )
                    then 1
                else 0
            end
        ) as correction_count
    from accepted
    group by document_id, project_id, closed_sum_id, kind
),

-- A project proved by its own budget is in the sum of all projects once more, with the same value.
ranked as (
    select
        *,
        row_number() over (
            partition by document_id, project_id
            order by kind asc, closed_sum_id asc
        ) as proof_rank
    from summed
)

select
    document_id,
    project_id,
    cast(cost_resolved_yuan as decimal(20, 2)) as cost_resolved_yuan,
    case
        when first_rule is null then 'literal'
        when first_rule = last_rule then first_rule
        else first_rule || '+' || last_rule
    end as resolution_rule,
    case
        when correction_count > 0 then 'resolved'
        when value_count = 1 and first_rule is null then 'stated'
        else 'derived'
    end as cost_value_state
from ranked
where proof_rank = 1
