with

indicators as (
    select * from {{ ref('audit_indicators') }}
    where origin = 'table'
),

words as (
    select * from {{ ref('indicator_words') }}
),

project_names as (
    select
        document_id,
        project_id,
        min(project_name) as project_name
    from {{ ref('stg_projects') }}
    where {{ is_to_be_audited() }}
    group by
        document_id,
        project_id
),

-- What a piece costs is no measure of what a project costs.
unit_costs as (
    select distinct indicators.indicator_id
    from indicators
    inner join words on indicators.wording like '%' || words.word || '%'
    where indicators.is_cost and words.kind = 'unit_cost'
),

costs as (
    select indicators.*
    from indicators
    left join unit_costs on indicators.indicator_id = unit_costs.indicator_id
    where
        indicators.is_cost
        and indicators.project_id is not null
        and indicators.target_base_unit = '元'
        and indicators.target_base_value > 0
        and unit_costs.indicator_id is null
),

document_costs as (
    select
        document_id,
        median(target_base_value) as median_yuan,
        count(distinct project_id) as project_count
    from costs
    group by document_id
),

unit_counts as (
    select
        document_id,
        target_unit,
        row_number() over (
            partition by document_id
            order by count(*) desc, target_unit
        ) as unit_rank
    from costs
    group by
        document_id,
        target_unit
),

-- ≤8元 among costs in 万元: the unit is in doubt. In the common unit sizes do differ a thousandfold, but
-- hardly by the ten thousand that lie between 元 and 万元.
magnitudes as (
    select
        'cost_magnitude_fits_siblings' as rule_id,
        costs.indicator_id as subject_id,
        costs.document_id,
        costs.organization_id,
        costs.region_code,
        costs.fiscal_year,
        costs.project_id,
        case
            when
                greatest(
                    costs.target_base_value / document_costs.median_yuan,
                    document_costs.median_yuan / costs.target_base_value
                ) >= case when costs.target_unit = unit_counts.target_unit then 10000 else 1000 end
                then 'review'
            else 'pass'
        end as status,
        costs.target_base_value as left_value,
        cast(document_costs.median_yuan as decimal(28, 8)) as right_value,
        0 as tolerance,
        costs.level3 as subject_zh,
        costs.level3 as subject_en,
        '指标值 ' || costs.target_text || '，各项目成本中位数 '
        || cast(cast(document_costs.median_yuan as decimal(20, 2)) as varchar) || ' 元' as detail_zh,
        'target ' || costs.target_text || ', median cost of the projects '
        || cast(cast(document_costs.median_yuan as decimal(20, 2)) as varchar) || ' yuan' as detail_en,
        {{ pair_list('costs.line_no', 'costs.line_end') }} as evidence_lines
    from costs
    inner join document_costs on costs.document_id = document_costs.document_id
    inner join unit_counts
        on
            costs.document_id = unit_counts.document_id
            and unit_counts.unit_rank = 1
    where document_costs.project_count >= 4
),

-- One indicator that a set repeats: the same words, or the same name in the same class.
keyed as (
    select
        *,
        document_id || '|' || project_id || '|' || coalesce(section_id, '') as set_id,
        coalesce(level3, '') || '|'
        || coalesce(description, coalesce(level1, '') || '|' || coalesce(level2, '')) as indicator_key,
        coalesce(operator, '') || '|' || coalesce(cast(target_base_value as varchar), target_text, '')
        || '|' || coalesce(target_base_unit, '') as target_key
    from indicators
    where project_id is not null and coalesce(level3, description) is not null
),

repeated as (
    select
        set_id,
        indicator_key,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        min(indicator_id) as first_indicator_id,
        min(level3) as level3,
        count(*) as row_count,
        count(target_base_value) as valued_count,
        min(target_key) != max(target_key) as has_two_targets,
        -- ≥80% and ≤100% are the two ends of a range, ≥4次 and ≥3万份 two indicators.
        min(coalesce(operator, '')) = max(coalesce(operator, '')) as has_one_operator,
        min(target_base_unit) = max(target_base_unit) as has_one_unit,
        min(target_text) as one_text,
        max(target_text) as other_text,
        {{ distinct_list('line_no') }} as evidence_lines
    from keyed
    group by
        set_id,
        indicator_key,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id
),

contradicted as (
    select * from repeated
    where
        row_count > 1
        and valued_count = row_count
        and has_two_targets
        and has_one_operator
        and has_one_unit
),

one_target as (
    select
        'indicator_has_one_target' as rule_id,
        first_indicator_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        'fail' as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        level3 as subject_zh,
        level3 as subject_en,
        '同一指标的指标值有 ' || one_text || ' 和 ' || other_text as detail_zh,
        'one indicator has the targets ' || one_text || ' and ' || other_text as detail_en,
        evidence_lines
    from contradicted

    union all

    select
        'indicator_has_one_target' as rule_id,
        'set:' || keyed.set_id as subject_id,
        keyed.document_id,
        keyed.organization_id,
        keyed.region_code,
        keyed.fiscal_year,
        keyed.project_id,
        'pass' as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        min(project_names.project_name) as subject_zh,
        min(project_names.project_name) as subject_en,
        '各指标的指标值唯一' as detail_zh,
        'no indicator has two targets' as detail_en,
        {{ distinct_list('keyed.line_no') }} as evidence_lines
    from keyed
    left join contradicted on keyed.set_id = contradicted.set_id
    left join project_names
        on
            keyed.document_id = project_names.document_id
            and keyed.project_id = project_names.project_id
    where contradicted.set_id is null
    group by
        keyed.set_id,
        keyed.document_id,
        keyed.organization_id,
        keyed.region_code,
        keyed.fiscal_year,
        keyed.project_id
    having count(*) > 1
),

-- Twins: the rows that two projects share, word for word or but for the description.
set_rows as (
    select
        document_id,
        project_id,
        coalesce(level2, '') || '|' || coalesce(level3, '') || '|' || target_key as row_key,
        max(coalesce(description, '')) as description,
        min(line_no) as line_no
    from keyed
    group by
        document_id,
        project_id,
        coalesce(level2, '') || '|' || coalesce(level3, '') || '|' || target_key
),

set_sizes as (
    select
        document_id,
        project_id,
        count(*) as row_count,
        min(line_no) as first_line,
        {{ distinct_list('line_no') }} as set_lines
    from set_rows
    group by
        document_id,
        project_id
),

shared as (
    select
        mine.document_id,
        mine.project_id,
        theirs.project_id as twin_project_id,
        count(*) as alike_count,
        sum(case when mine.description = theirs.description then 1 else 0 end) as same_count
    from set_rows as mine
    inner join set_rows as theirs
        on
            mine.document_id = theirs.document_id
            and mine.row_key = theirs.row_key
            and mine.project_id != theirs.project_id
    group by
        mine.document_id,
        mine.project_id,
        theirs.project_id
),

-- The project that a project is most like; of several the first.
ranked_twins as (
    select
        shared.*,
        row_number() over (
            partition by shared.document_id, shared.project_id
            order by
                shared.same_count desc,
                shared.alike_count desc,
                set_sizes.first_line asc nulls last
        ) as twin_rank
    from shared
    inner join set_sizes
        on
            shared.document_id = set_sizes.document_id
            and shared.twin_project_id = set_sizes.project_id
),

twins as (
    select
        mine.*,
        ranked_twins.twin_project_id,
        theirs.row_count as twin_row_count,
        theirs.first_line as twin_first_line,
        theirs.set_lines as twin_lines,
        coalesce(ranked_twins.alike_count, 0) as alike_count,
        coalesce(ranked_twins.same_count, 0) as same_count
    from set_sizes as mine
    left join ranked_twins
        on
            mine.document_id = ranked_twins.document_id
            and mine.project_id = ranked_twins.project_id
            and ranked_twins.twin_rank = 1
    left join set_sizes as theirs
        on
            ranked_twins.document_id = theirs.document_id
            and ranked_twins.twin_project_id = theirs.project_id
    where mine.row_count >= 5
),

likenesses as (
    select
        *,
        greatest(row_count, twin_row_count) as larger_count,
        case
            when same_count = row_count and same_count = twin_row_count then 'fail'
            when alike_count * 10 >= greatest(row_count, twin_row_count) * 8 then 'review'
            else 'pass'
        end as status
    from twins
),

documents_of_sets as (
    select
        document_id,
        min(organization_id) as organization_id,
        min(region_code) as region_code,
        min(fiscal_year) as fiscal_year
    from indicators
    group by document_id
),

own_tables as (
    select
        'indicator_table_is_own' as rule_id,
        likenesses.document_id || ':' || likenesses.project_id as subject_id,
        likenesses.document_id,
        documents_of_sets.organization_id,
        documents_of_sets.region_code,
        documents_of_sets.fiscal_year,
        likenesses.project_id,
        likenesses.status,
        cast(likenesses.alike_count as decimal(28, 8)) as left_value,
        cast(likenesses.larger_count as decimal(28, 8)) as right_value,
        0 as tolerance,
        project_names.project_name as subject_zh,
        project_names.project_name as subject_en,
        case
            when likenesses.alike_count = 0 then '无与其他项目相同的指标'
            else
                cast(likenesses.larger_count as varchar) || ' 条指标中与“' || twin_names.project_name || '”相同的有 '
                || cast(likenesses.alike_count as varchar) || ' 条'
        end as detail_zh,
        case
            when likenesses.alike_count = 0 then 'no indicator is shared with another project'
            else
                cast(likenesses.alike_count as varchar) || ' of ' || cast(likenesses.larger_count as varchar)
                || ' indicators are those of ' || twin_names.project_name
        end as detail_en,
        case
            when likenesses.status = 'pass' then likenesses.set_lines
            else {{ joined_list('likenesses.set_lines', 'likenesses.twin_lines') }}
        end as evidence_lines
    from likenesses
    inner join documents_of_sets on likenesses.document_id = documents_of_sets.document_id
    left join project_names
        on
            likenesses.document_id = project_names.document_id
            and likenesses.project_id = project_names.project_id
    left join project_names as twin_names
        on
            likenesses.document_id = twin_names.document_id
            and likenesses.twin_project_id = twin_names.project_id
    -- Of a pair the later one is told.
    where likenesses.status = 'pass' or likenesses.first_line > likenesses.twin_first_line
),

concluded as (
    select * from magnitudes
    union all
    select * from one_target
    union all
    select * from own_tables
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
