with

counted as (
    select * from {{ ref('int_indicators__counted') }}
),

cost_targets as (
    select * from {{ ref('int_indicators__cost_targets') }}
),

positions as (
    {{ character_positions(80) }}
),

targets as (
    select
        'counted' as side,
        indicator_id,
        document_id,
        project_id,
        coalesce(level3, '') || '|' || coalesce(description, '') as wording
    from counted

    union all

    select
        'cost' as side,
        indicator_id,
        document_id,
        project_id,
        coalesce(level3, '') || '|' || coalesce(description, '') as wording
    from cost_targets
),

-- One count and one cost need no pairing.
sides as (
    select
        *,
        sum(case when side = 'counted' then 1 else 0 end) over (partition by document_id, project_id) as counted_count,
        sum(case when side = 'cost' then 1 else 0 end) over (partition by document_id, project_id) as cost_count
    from targets
),

worded as (
    select * from sides
    where counted_count > 0 and cost_count > 0 and counted_count + cost_count > 2
),

-- Two characters are a word, or the seam of two.
cut as (
    select
        worded.side,
        worded.indicator_id,
        worded.document_id,
        worded.project_id,
        substring(worded.wording, positions.position, 2) as bigram
    from worded
    inner join positions on length(worded.wording) > positions.position
),

bigrams as (
    select distinct
        side,
        indicator_id,
        document_id,
        project_id,
        bigram
    from cut
    where bigram not like '%|%'
),

shared as (
    select
        counted_bigrams.indicator_id,
        cost_bigrams.indicator_id as cost_indicator_id,
        count(*) as shared_bigrams
    from bigrams as counted_bigrams
    inner join bigrams as cost_bigrams
        on
            counted_bigrams.document_id = cost_bigrams.document_id
            and counted_bigrams.project_id = cost_bigrams.project_id
            and counted_bigrams.bigram = cost_bigrams.bigram
            and counted_bigrams.side = 'counted'
            and cost_bigrams.side = 'cost'
    group by counted_bigrams.indicator_id, cost_bigrams.indicator_id
),

ranked as (
    select
        *,
        rank() over (partition by indicator_id order by shared_bigrams desc) as cost_rank,
        count(*) over (partition by indicator_id, shared_bigrams) as equal_costs,
        rank() over (partition by cost_indicator_id order by shared_bigrams desc) as counted_rank,
        count(*) over (partition by cost_indicator_id, shared_bigrams) as equal_counted
    from shared
)

-- "投保数 2193 人" and "投保经费 21.93 万元", "奖励数 135 人" and "奖励经费 32.4 万元": each the other's best, no tie.
select
    indicator_id,
    cost_indicator_id,
    shared_bigrams
from ranked
where
    cost_rank = 1
    and equal_costs = 1
    and counted_rank = 1
    and equal_counted = 1
