with

observations as (
    select * from {{ ref('stg_observations') }}
    where {{ is_to_be_audited() }}
),

indicators as (
    select * from {{ ref('audit_indicators') }}
),

procurements as (
    select * from {{ ref('stg_procurements') }}
    where {{ is_to_be_audited() }} and project_id is not null and quantity > 0
),

things as (
    select
        *,
        -- How the place that states the quantity is called.
        case when text = 'goal' then '绩效目标' else '指标描述' end as place_zh,
        case when text = 'goal' then 'the goal' else 'the description' end as place_en
    from observations
    where kind = 'counted_thing'
),

-- A description is compared with its target where it states one number in the unit of the target.
described as (
    select
        subject_id,
        unit,
        count(distinct value) as value_count
    from things
    where text = 'description'
    group by
        subject_id,
        unit
),

pairs as (
    select
        indicators.indicator_id,
        indicators.document_id,
        indicators.organization_id,
        indicators.region_code,
        indicators.fiscal_year,
        indicators.project_id,
        indicators.target_text,
        things.value as left_value,
        indicators.target_base_value as right_value,
        coalesce(things.term, indicators.level3) as subject_zh,
        things.place_zh,
        things.place_en,
        {{ pair_list('things.line_no', 'indicators.line_no') }} as evidence_lines,
        -- One result an indicator: the place that disagrees with it, if there is one.
        row_number() over (
            partition by indicators.indicator_id
            order by
                case when things.value = indicators.target_base_value then 1 else 0 end,
                things.text,
                things.value
        ) as pair_rank
    from things
    inner join indicators on things.subject_id = indicators.indicator_id
    left join described
        on
            things.subject_id = described.subject_id
            and things.unit = described.unit
    where
        things.text = 'goal'
        or (
            things.text = 'description'
            and described.value_count = 1
            and things.unit = case
                when indicators.target_base_unit in ('名', '位') then '人'
                else indicators.target_base_unit
            end
        )
),

quantities_of_indicators as (
    select
        'quantity_agrees_across_places' as rule_id,
        indicator_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case when left_value = right_value then 'pass' else 'review' end as status,
        left_value,
        right_value,
        0 as tolerance,
        subject_zh,
        subject_zh as subject_en,
        place_zh || '为 ' || cast(cast(left_value as decimal(28, 2)) as varchar)
        || '，指标值为 ' || target_text as detail_zh,
        place_en || ' says ' || cast(cast(left_value as decimal(28, 2)) as varchar)
        || ', the target ' || target_text as detail_en,
        evidence_lines
    from pairs
    where pair_rank = 1 and right_value is not null
),

-- Everything that a project counts, whatever it is called: 1060路, 1060个终端, 1060条链路.
counts as (
    select
        document_id,
        project_id,
        value,
        line_no
    from things
    where text = 'project'

    union all

    select
        document_id,
        project_id,
        target_base_value as value,
        line_no
    from indicators
    where
        quantity_kind = 'count'
        and project_id is not null
        and target_base_value is not null
),

-- Small numbers (4次, 1套) count something else.
project_counts as (
    select
        document_id,
        project_id,
        count(distinct value) as value_count,
        count(*) as place_count,
        max(value) as one_value,
        {{ distinct_list('line_no') }} as count_lines
    from counts
    where value >= 10
    group by
        document_id,
        project_id
),

line_counts as (
    select
        document_id,
        project_id,
        count(*) as line_count
    from procurements
    group by
        document_id,
        project_id
),

-- A project that counts to one number throughout, and buys one thing, buys that number of it.
quantities_of_procurements as (
    select
        'quantity_agrees_across_places' as rule_id,
        procurements.procurement_id as subject_id,
        procurements.document_id,
        procurements.organization_id,
        procurements.region_code,
        procurements.fiscal_year,
        procurements.project_id,
        case when procurements.quantity = project_counts.one_value then 'pass' else 'review' end as status,
        procurements.quantity as left_value,
        project_counts.one_value as right_value,
        0 as tolerance,
        coalesce(procurements.item_name, procurements.project_label) as subject_zh,
        coalesce(procurements.item_name, procurements.project_label) as subject_en,
        '采购数量为 ' || cast(cast(procurements.quantity as decimal(28, 2)) as varchar) || '，绩效目标与指标为 '
        || cast(cast(project_counts.one_value as decimal(28, 2)) as varchar) as detail_zh,
        'the procurement buys ' || cast(cast(procurements.quantity as decimal(28, 2)) as varchar)
        || ', goal and indicators say '
        || cast(cast(project_counts.one_value as decimal(28, 2)) as varchar) as detail_en,
        {{ sorted_with('project_counts.count_lines', 'procurements.line_no') }} as evidence_lines
    from procurements
    inner join line_counts
        on
            procurements.document_id = line_counts.document_id
            and procurements.project_id = line_counts.project_id
    inner join project_counts
        on
            procurements.document_id = project_counts.document_id
            and procurements.project_id = project_counts.project_id
    where
        line_counts.line_count = 1
        and project_counts.value_count = 1
        and project_counts.place_count >= 2
        -- Numbers of another magnitude count other things.
        and procurements.quantity * 2 >= project_counts.one_value
        and project_counts.one_value * 2 >= procurements.quantity
),

concluded as (
    select * from quantities_of_indicators
    union all
    select * from quantities_of_procurements
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
