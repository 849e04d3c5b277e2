with

indicators as (
    select * from {{ ref('audit_indicators') }}
),

classes as (
    select * from {{ ref('indicator_classes') }}
),

tolerated_classes as (
    select * from {{ ref('indicator_class_tolerated') }}
),

projects as (
    select * from {{ ref('stg_projects') }}
    where {{ is_to_be_audited() }}
),

-- One name a project: the one of its own table.
project_names as (
    select
        document_id,
        project_id,
        min(project_name) as project_name,
        max(case when has_target_table then line_no end) as project_line
    from projects
    group by
        document_id,
        project_id
),

-- A set is what one table says of one project; the table of a whole department has no project. What the
-- prose lists is a part of something.
rows_of_sets as (
    select
        *,
        document_id || ':' || coalesce(project_id, section_id, '')
        || case when project_id is null then '' else ':' || coalesce(section_id, '') end as set_id
    from indicators
    where origin = 'table'
),

sets as (
    select
        rows_of_sets.set_id,
        rows_of_sets.document_id,
        rows_of_sets.organization_id,
        rows_of_sets.region_code,
        rows_of_sets.fiscal_year,
        rows_of_sets.project_id,
        min(project_names.project_name) as project_name,
        count(*) as row_count,
        count(rows_of_sets.level1) as classed_count,
        count(rows_of_sets.weight) as weighted_count,
        sum(rows_of_sets.weight) as weight_sum,
        -- Rows that follow each other line by line: none was lost between them.
        max(rows_of_sets.line_end) - min(rows_of_sets.line_no) + 1 as line_span,
        sum(rows_of_sets.line_end - rows_of_sets.line_no + 1) as line_sum,
        sum(case when rows_of_sets.target_kind = 'quantitative' then 1 else 0 end) as quantitative_count,
        sum(case when rows_of_sets.target_kind is not null then 1 else 0 end) as target_count,
        max(case when rows_of_sets.level1 = '预算执行率指标' then 1 else 0 end) as has_execution,
        max(
            case
                when rows_of_sets.level1 in ('产出指标', '履职效能指标') then 1
                when rows_of_sets.level2 in ('数量指标', '质量指标', '时效指标', '职责履行指标') then 1
                else 0
            end
        ) as has_output,
        max(
            case
                when rows_of_sets.level1 = '效益指标' and not rows_of_sets.is_satisfaction then 1
                when rows_of_sets.level1 in ('社会效应指标', '可持续发展能力指标') then 1
                when
                    rows_of_sets.level2 in (
                        '经济效益指标', '社会效益指标', '生态效益指标', '可持续影响指标', '履职效益指标'
                    )
                    then 1
                else 0
            end
        ) as has_benefit,
        max(case when rows_of_sets.is_satisfaction then 1 else 0 end) as has_satisfaction,
        {{ distinct_list('rows_of_sets.line_no') }} as evidence_lines
    from rows_of_sets
    left join project_names
        on
            rows_of_sets.document_id = project_names.document_id
            and rows_of_sets.project_id = project_names.project_id
    group by
        rows_of_sets.set_id,
        rows_of_sets.document_id,
        rows_of_sets.organization_id,
        rows_of_sets.region_code,
        rows_of_sets.fiscal_year,
        rows_of_sets.project_id
),

-- Of a table with one or two rows the rest may not have been read.
whole_sets as (
    select * from sets
    where row_count >= 3
),

mandatory_classes as (
    select
        'mandatory_classes_present' as rule_id,
        set_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case
            when has_output + has_benefit + has_satisfaction = 3 then 'pass'
            -- Not every project serves somebody who could be asked; a row without a class, or one that was lost
            -- between the others, may be the missing one.
            when has_output + has_benefit = 2 or classed_count < row_count then 'review'
            when row_count < 4 or line_sum != line_span then 'review'
            else 'fail'
        end as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        project_name as subject_zh,
        project_name as subject_en,
        case
            when has_output + has_benefit + has_satisfaction = 3 then '产出、效益、满意度指标齐全'
            else
                '缺少'
                || case when has_output = 0 then '产出指标 ' else '' end
                || case when has_benefit = 0 then '效益指标 ' else '' end
                || case when has_satisfaction = 0 then '满意度指标 ' else '' end
        end as detail_zh,
        case
            when has_output + has_benefit + has_satisfaction = 3 then 'output, benefit and satisfaction are there'
            else
                'missing:'
                || case when has_output = 0 then ' output' else '' end
                || case when has_benefit = 0 then ' benefit' else '' end
                || case when has_satisfaction = 0 then ' satisfaction' else '' end
        end as detail_en,
        evidence_lines
    from whole_sets
    where project_id is not null and has_output + has_benefit + has_satisfaction > 0
),

quantitative_shares as (
    select
        'targets_are_mostly_quantitative' as rule_id,
        set_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case when quantitative_count * 2 >= target_count then 'pass' else 'review' end as status,
        quantitative_count * 100.0 / target_count as left_value,
        50 as right_value,
        0 as tolerance,
        project_name as subject_zh,
        project_name as subject_en,
        cast(target_count as varchar) || ' 条指标中定量 ' || cast(quantitative_count as varchar) || ' 条' as detail_zh,
        cast(quantitative_count as varchar) || ' of ' || cast(target_count as varchar)
        || ' targets are quantitative' as detail_en,
        evidence_lines
    from whole_sets
    where target_count >= 3
),

weight_sums as (
    select
        'weights_sum_to_hundred' as rule_id,
        set_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case
            -- Weights may be fractions of one, or leave ten to the execution of the budget.
            when weight_sum in (100, 1) or (weight_sum = 90 and has_execution = 0) then 'pass'
            -- Between rows that lie apart others may have been lost.
            when line_sum = line_span then 'fail'
            else 'review'
        end as status,
        weight_sum as left_value,
        case
            when has_execution = 0 and abs(weight_sum - 90) < abs(weight_sum - 100) then 90
            else 100
        end as right_value,
        0 as tolerance,
        project_name as subject_zh,
        project_name as subject_en,
        cast(null as varchar) as detail_zh,
        cast(null as varchar) as detail_en,
        evidence_lines
    from whole_sets
    where weighted_count = row_count
),

satisfactions as (
    select
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        count(distinct project_id) as project_count,
        count(distinct cast(target_base_value as varchar) || target_base_unit) as target_count,
        min(target_text) as target_text,
        {{ distinct_list('line_no') }} as evidence_lines
    from rows_of_sets
    where
        is_satisfaction
        and project_id is not null
        and target_base_value is not null
        and quantity_kind in ('percentage', 'score')
    group by
        document_id,
        organization_id,
        region_code,
        fiscal_year
),

satisfaction_targets as (
    select
        'satisfaction_targets_differ' as rule_id,
        document_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        cast(null as varchar) as project_id,
        case when target_count = 1 then 'review' else 'pass' end as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        cast(null as varchar) as subject_zh,
        cast(null as varchar) as subject_en,
        cast(project_count as varchar) || ' 个项目的满意度指标值'
        || case when target_count = 1 then '均为 ' || target_text else '有所不同' end as detail_zh,
        cast(project_count as varchar) || ' projects'
        || case when target_count = 1 then ' all want ' || target_text else ' want different shares' end as detail_en,
        evidence_lines
    from satisfactions
    where project_count >= 5
),

-- Levels: 社会效益 under 产出指标 is in the wrong place; a second level that no framework knows says nothing.
known_level2 as (
    select distinct level2
    from classes
    where level2 is not null
),

set_levels as (
    select distinct
        set_id,
        level1
    from rows_of_sets
),

-- The first levels that a second one belongs to in the framework of projects.
homes as (
    select distinct
        set_levels.set_id,
        classes.level2
    from set_levels
    inner join classes on set_levels.level1 = classes.level1
    where classes.level2 is not null
),

levels as (
    select
        'indicator_levels_fit' as rule_id,
        rows_of_sets.indicator_id as subject_id,
        rows_of_sets.document_id,
        rows_of_sets.organization_id,
        rows_of_sets.region_code,
        rows_of_sets.fiscal_year,
        rows_of_sets.project_id,
        case
            when classes.level2 is not null then 'pass'
            -- Where the level that it belongs to isn't in the table at all, the cell may have been lost.
            when homes.level2 is not null then 'fail'
            else 'review'
        end as status,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        coalesce(rows_of_sets.level3, rows_of_sets.description) as subject_zh,
        coalesce(rows_of_sets.level3, rows_of_sets.description) as subject_en,
        rows_of_sets.level2_label || '列在' || rows_of_sets.level1_label || '之下' as detail_zh,
        rows_of_sets.level2_label || ' stands under ' || rows_of_sets.level1_label as detail_en,
        {{ pair_list('rows_of_sets.line_no', 'rows_of_sets.line_end') }} as evidence_lines
    from rows_of_sets
    inner join known_level2 on rows_of_sets.level2 = known_level2.level2
    left join classes
        on
            rows_of_sets.level1 = classes.level1
            and rows_of_sets.level2 = classes.level2
    left join tolerated_classes
        on
            rows_of_sets.level1 = tolerated_classes.level1
            and rows_of_sets.level2 = tolerated_classes.level2
    left join homes
        on
            rows_of_sets.set_id = homes.set_id
            and rows_of_sets.level2 = homes.level2
    where
        rows_of_sets.level1 in ('产出指标', '成本指标', '效益指标', '满意度指标')
        and tolerated_classes.level2 is null
),

concluded as (
    select * from mandatory_classes
    union all
    select * from quantitative_shares
    union all
    select * from weight_sums
    union all
    select * from satisfaction_targets
    union all
    select * from levels
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
