with

indicators as (
    select * from {{ ref('int_indicators__yearly') }}
    where organization_id is not null
),

project_years as (
    select * from {{ ref('int_projects__yearly') }}
    where organization_id is not null
),

organizations as (
    select * from {{ ref('int_organizations__chosen') }}
),

audit_results as (
    select * from {{ ref('fct_audit_results') }}
    where rule_id = 'target_is_not_vague'
),

classed as (
    select
        *,
        level2 = '成本指标' or level1 = '成本指标' as is_cost,
        target_base_unit = '元' or target_base_unit like '元/%' as is_money,
        -- Satisfaction stands on the first level, or on the second below 效益指标.
        level1 = '满意度指标' or level2 like '%满意度指标' as is_satisfaction,
        level1 = '效益指标' and coalesce(level2, '') not like '%满意度指标' as is_benefit,
        level1 = '产出指标' as is_output,
        coalesce(level2, level1, '') || '|' || coalesce(level3, '') || '|' || coalesce(description, '')
        || '|' || coalesce(target_text, '') as wording
    from indicators
),

-- A row that several projects of the body have word for word.
repeated_rows as (
    select
        organization_id,
        fiscal_year,
        wording
    from classed
    where project_id is not null
    group by organization_id, fiscal_year, wording
    having count(distinct project_id) > 1
),

marked as (
    select
        classed.*,
        repeated_rows.wording is not null and classed.project_id is not null as is_repeated
    from classed
    left join repeated_rows
        on
            classed.organization_id = repeated_rows.organization_id
            and classed.fiscal_year is not distinct from repeated_rows.fiscal_year
            and classed.wording = repeated_rows.wording
),

project_sets as (
    select
        organization_id,
        fiscal_year,
        project_id,
        max(case when is_output then 1 else 0 end) as has_output,
        max(case when is_benefit then 1 else 0 end) as has_benefit,
        max(case when is_satisfaction then 1 else 0 end) as has_satisfaction,
        {{ dbt.listagg('wording', 'chr(10)', 'order by wording') }} as set_wording
    from marked
    where project_id is not null
    group by organization_id, fiscal_year, project_id
),

counted_sets as (
    select
        *,
        count(*) over (partition by organization_id, fiscal_year, set_wording) as equal_sets
    from project_sets
),

set_counts as (
    select
        organization_id,
        fiscal_year,
        count(*) as targeted_project_count,
        sum(case when equal_sets > 1 then 1 else 0 end) as repeated_set_count,
        sum(
            case when has_output + has_benefit + has_satisfaction < 3 then 1 else 0 end
        ) as incomplete_project_count
    from counted_sets
    group by organization_id, fiscal_year
),

project_counts as (
    select
        organization_id,
        fiscal_year,
        count(*) as project_count
    from project_years
    group by organization_id, fiscal_year
),

-- Which targets are vague is the audit's to say, of the documents that speak here.
chosen_documents as (
    select distinct
        organization_id,
        fiscal_year,
        document_id
    from marked
),

vague_counts as (
    select
        chosen_documents.organization_id,
        chosen_documents.fiscal_year,
        count(*) as checked_count,
        sum(case when audit_results.status in ('review', 'fail') then 1 else 0 end) as vague_count
    from chosen_documents
    inner join audit_results on chosen_documents.document_id = audit_results.document_id
    group by chosen_documents.organization_id, chosen_documents.fiscal_year
),

indicator_counts as (
    select
        organization_id,
        fiscal_year,
        count(*) as indicator_count,
        sum(case when project_id is not null then 1 else 0 end) as project_indicator_count,
        sum(case when target_kind = 'quantitative' then 1 else 0 end) as quantitative_count,
        sum(case when target_kind = 'qualitative' then 1 else 0 end) as qualitative_count,
        sum(case when is_cost then 1 else 0 end) as cost_count,
        sum(case when is_cost and is_money then 1 else 0 end) as cost_with_money_count,
        sum(case when is_repeated then 1 else 0 end) as repeated_count,
        sum(case when basis is not null and trim(basis) != '' then 1 else 0 end) as with_basis_count,
        sum(case when is_satisfaction then 1 else 0 end) as satisfaction_count,
        min(case when is_satisfaction and target_base_unit = '%' then target_base_value end) as lowest_pct,
        max(case when is_satisfaction and target_base_unit = '%' then target_base_value end) as highest_pct,
        count(
            distinct case when is_satisfaction and target_base_unit = '%' then target_base_value end
        ) as satisfaction_value_count
    from marked
    group by organization_id, fiscal_year
),

body_years as (
    select
        organization_id,
        fiscal_year
    from project_counts

    union distinct

    select
        organization_id,
        fiscal_year
    from indicator_counts
)

select
    body_years.organization_id,
    organizations.region_code,
    body_years.fiscal_year,
    cast(coalesce(project_counts.project_count, 0) as integer) as project_count,
    cast(coalesce(set_counts.targeted_project_count, 0) as integer) as targeted_project_count,
    cast(coalesce(indicator_counts.indicator_count, 0) as integer) as indicator_count,
    {{ share_in_percent('indicator_counts.quantitative_count', 'indicator_counts.indicator_count') }}
        as quantitative_pct,
    cast(coalesce(indicator_counts.cost_count, 0) as integer) as cost_indicator_count,
    {{ share_in_percent('indicator_counts.cost_with_money_count', 'indicator_counts.cost_count') }}
        as cost_with_money_pct,
    -- Nothing was checked where there are only numbers: none of them is vague.
    cast(
        case
            when vague_counts.checked_count is not null then vague_counts.vague_count
            when indicator_counts.qualitative_count = 0 then 0
        end as integer
    ) as vague_count,
    {{ share_in_percent(
        'case when vague_counts.checked_count is not null then vague_counts.vague_count '
        ~ 'when indicator_counts.qualitative_count = 0 then 0 end',
        'indicator_counts.indicator_count',
    ) }} as vague_pct,
    {{ share_in_percent('indicator_counts.repeated_count', 'indicator_counts.project_indicator_count') }}
        as repeated_row_pct,
    {{ share_in_percent('set_counts.repeated_set_count', 'set_counts.targeted_project_count') }}
        as repeated_set_pct,
    cast(coalesce(indicator_counts.satisfaction_count, 0) as integer) as satisfaction_indicator_count,
    indicator_counts.lowest_pct as lowest_satisfaction_pct,
    indicator_counts.highest_pct as highest_satisfaction_pct,
    cast(coalesce(indicator_counts.satisfaction_value_count, 0) as integer) as satisfaction_value_count,
    {{ share_in_percent('set_counts.incomplete_project_count', 'set_counts.targeted_project_count') }}
        as missing_class_pct,
    {{ share_in_percent('indicator_counts.with_basis_count', 'indicator_counts.indicator_count') }}
        as with_basis_pct
from body_years
inner join organizations on body_years.organization_id = organizations.organization_id
{% for relation in ['project_counts', 'set_counts', 'indicator_counts', 'vague_counts'] %}
left join {{ relation }}
    on
        body_years.organization_id = {{ relation }}.organization_id
        and body_years.fiscal_year is not distinct from {{ relation }}.fiscal_year
{% endfor %}
order by body_years.fiscal_year nulls last, organizations.region_code nulls last, body_years.organization_id
