{% set group_columns = ['organization_kind', 'region_level', 'scope_key', 'account_code', 'phase', 'fiscal_year'] %}

with

levels as (
    select * from {{ ref('int_amounts__yearly_levels') }}
    where level_yuan is not null and project_id is null
),

organizations as (
    select * from {{ ref('int_organizations__chosen') }}
    where organization_kind is not null
),

regions as (
    select * from {{ ref('regions') }}
),

-- Bodies of one kind in regions of one level; a department with its units is no peer of a bare office.
placed as (
    select
        levels.*,
        organizations.organization_kind,
        regions.region_level,
        coalesce(levels.scope, '') as scope_key
    from levels
    inner join organizations on levels.organization_id = organizations.organization_id
    inner join regions on levels.region_code = regions.region_code
),

-- Groups get a number: what follows sorts and joins by it, several times as fast as by the six columns.
groups_of_peers as (
    select
        *,
        row_number() over (order by {{ group_columns | join(', ') }}) as group_no
    from (
        select
            {{ group_columns | join(', ') }},
            count(*) as group_size
        from placed
        group by {{ group_columns | join(', ') }}
    ) as sizes
),

members as (
    select
        groups_of_peers.group_no,
        groups_of_peers.group_size,
        placed.region_code,
        placed.organization_id,
        placed.amount_id,
        placed.level_yuan
    from placed
    inner join groups_of_peers on {{ equal_columns('placed', 'groups_of_peers', group_columns) }}
),

positioned as (
    select
        *,
        row_number() over (partition by group_no order by level_yuan, organization_id) as position
    from members
),

-- Peers are those of other regions.
groups_of_region as (
    select
        group_no,
        region_code,
        max(group_size) - count(*) as peer_count
    from members
    group by group_no, region_code
),

-- Leaving a region's own out of the sorted row of all shifts the k-th peer by the own ones before it: no pair of
-- bodies needs to be compared, so that thousands of counties are cheap.
gaps as (
    select
        group_no,
        region_code,
        row_number() over (partition by group_no, region_code order by position) as shift,
        position as position_before,
        coalesce(
            lead(position) over (partition by group_no, region_code order by position), group_size + 1
        ) as position_after
    from positioned

    union all

    select
        group_no,
        region_code,
        0 as shift,
        0 as position_before,
        min(position) as position_after
    from positioned
    group by group_no, region_code
),

quarters as (
    select 1 as quarter
    union all
    select 2 as quarter
    union all
    select 3 as quarter
),

-- A quartile lies at a quarter of the way from first to last, or between two peers by parts of four.
wanted as (
    select
        groups_of_region.group_no,
        groups_of_region.region_code,
        quarters.quarter,
        cast(floor((groups_of_region.peer_count - 1) * quarters.quarter / 4) as integer) + 1 as peer_rank,
        ((groups_of_region.peer_count - 1) * quarters.quarter) % 4 as fourths
    from groups_of_region
    cross join quarters
    where groups_of_region.peer_count > 0
),

ends as (
    select
        *,
        'low' as side,
        peer_rank as wanted_rank
    from wanted

    union all

    select
        *,
        'high' as side,
        case when fourths > 0 then peer_rank + 1 else peer_rank end as wanted_rank
    from wanted
),

found as (
    select
        ends.*,
        positioned.level_yuan
    from ends
    inner join gaps
        on
            {{ equal_columns('ends', 'gaps', ['group_no', 'region_code']) }}
            and ends.wanted_rank + gaps.shift > gaps.position_before
            and ends.wanted_rank + gaps.shift < gaps.position_after
    inner join positioned
        on
            ends.group_no = positioned.group_no
            and ends.wanted_rank + gaps.shift = positioned.position
),

quartiles as (
    select
        group_no,
        region_code,
        quarter,
        max(case when side = 'low' then level_yuan end) as low_yuan,
        max(case when side = 'high' then level_yuan end) as high_yuan,
        max(fourths) as fourths
    from found
    group by group_no, region_code, quarter
),

peers as (
    select
        {% for quarter, name in [(1, 'lower_quartile'), (2, 'median'), (3, 'upper_quartile')] %}
        cast(
            max(
                case
                    when quarter = {{ quarter }}
                        then
                            low_yuan
                            + (high_yuan - low_yuan) * cast(fourths as decimal(1, 0)) * cast(0.25 as decimal(3, 2))
                end
            ) as decimal(20, 2)
        ) as peer_{{ name }}_yuan,
        {% endfor %}
        group_no,
        region_code
    from quartiles
    group by group_no, region_code
)

select
    placed.organization_id,
    placed.region_code,
    placed.scope,
    placed.account_code,
    placed.phase,
    placed.fiscal_year,
    placed.organization_kind,
    placed.region_level,
    placed.document_id,
    placed.amount_id,
    cast(placed.level_yuan as decimal(20, 2)) as amount_yuan,
    cast(groups_of_region.peer_count as integer) as peer_count,
    peers.peer_lower_quartile_yuan,
    peers.peer_median_yuan,
    peers.peer_upper_quartile_yuan,
    cast(placed.level_yuan - peers.peer_median_yuan as decimal(20, 2)) as difference_yuan,
    cast(
        round(cast(placed.level_yuan as double) / nullif(cast(peers.peer_median_yuan as double), 0), 4)
        as decimal(28, 8)
    ) as ratio_to_median
from placed
inner join groups_of_peers on {{ equal_columns('placed', 'groups_of_peers', group_columns) }}
inner join groups_of_region
    on
        groups_of_peers.group_no = groups_of_region.group_no
        and placed.region_code = groups_of_region.region_code
-- A body that has no peers elsewhere stands alone.
left join peers
    on
        groups_of_peers.group_no = peers.group_no
        and placed.region_code = peers.region_code
order by placed.fiscal_year nulls last, placed.region_code nulls last, placed.organization_id
