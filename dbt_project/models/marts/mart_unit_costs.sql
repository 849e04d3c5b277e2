with

counted as (
    select * from {{ ref('int_indicators__counted') }}
),

cost_targets as (
    select * from {{ ref('int_indicators__cost_targets') }}
),

paired_costs as (
    select * from {{ ref('int_indicators__paired_costs') }}
),

project_years as (
    select * from {{ ref('int_projects__yearly') }}
),

projects as (
    select * from {{ ref('int_projects__chosen') }}
),

cost_sums as (
    select
        document_id,
        project_id,
        count(*) as cost_target_count,
        sum(case when is_unit_price then 1 else 0 end) as unit_price_count,
        max(case when is_unit_price then cost_yuan end) as unit_price_yuan,
        sum(case when not is_unit_price then cost_yuan end) as literal_yuan
    from cost_targets
    group by document_id, project_id
),

counts_of_project as (
    select
        document_id,
        project_id,
        count(*) as counted_target_count
    from counted
    group by document_id, project_id
),

sourced as (
    select
        counted.*,
        projects.project_name,
        projects.theme,
        -- One project's name differs between bodies in quotation marks and blanks only.
        replace(replace(replace(projects.project_name, '“', ''), '”', ''), ' ', '') as name_key,
        counts_of_project.counted_target_count,
        cost_sums.literal_yuan,
        project_years.cost_resolved_yuan,
        project_years.budget_yuan,
        case when not paired.is_unit_price then paired.cost_yuan end as paired_yuan,
        case
            when paired.is_unit_price then paired.cost_yuan
            when counts_of_project.counted_target_count = 1 and cost_sums.unit_price_count = 1
                then cost_sums.unit_price_yuan
        end as stated_unit_price_yuan,
        -- The whole project's money is for one thing only where one thing is counted.
        case
            when
                not paired.is_unit_price
                and (counts_of_project.counted_target_count > 1 or cost_sums.cost_target_count > 1)
                then 'paired_target'
            -- A cost that is proved to be the stated budget needs no name of its own.
            when project_years.cost_resolved_yuan = project_years.budget_yuan then 'budget'
            when project_years.cost_resolved_yuan is not null then 'resolved'
            when project_years.budget_yuan is not null then 'budget'
            when cost_sums.literal_yuan is not null then 'literal'
        end as cost_source
    from counted
    inner join counts_of_project
        on
            counted.document_id = counts_of_project.document_id
            and counted.project_id = counts_of_project.project_id
    left join projects on counted.project_id = projects.project_id
    left join project_years
        on
            counted.project_id = project_years.project_id
            and counted.fiscal_year is not distinct from project_years.fiscal_year
    left join cost_sums
        on
            counted.document_id = cost_sums.document_id
            and counted.project_id = cost_sums.project_id
    left join paired_costs on counted.indicator_id = paired_costs.indicator_id
    left join cost_targets as paired on paired_costs.cost_indicator_id = paired.indicator_id
),

costed as (
    select
        *,
        case cost_source
            when 'paired_target' then paired_yuan
            when 'resolved' then cost_resolved_yuan
            when 'budget' then budget_yuan
            when 'literal' then literal_yuan
        end as cost_yuan
    from sourced
),

priced as (
    select
        *,
        case when cost_yuan >= 0 then {{ yuan_each('cost_yuan', 'quantity') }} end as yuan_per_unit,
        cost_yuan > 0 and (cost_source = 'paired_target' or counted_target_count = 1) as is_comparable
    from costed
),

comparable as (
    select * from priced
    where is_comparable
),

{% set peer_groups = {'theme': 'theme', 'namesake': 'name_key'} %}
{% for group, column in peer_groups.items() %}
{{ group }}_ranked as (
    select
        {{ column }},
        counted_as,
        document_id,
        yuan_per_unit,
        row_number() over (
            partition by {{ column }}, counted_as
            order by yuan_per_unit, indicator_id
        ) as position,
        count(*) over (partition by {{ column }}, counted_as) as target_count
    from comparable
    where {{ column }} is not null
),

{{ group }}_medians as (
    select
        {{ column }},
        counted_as,
        max(target_count) as target_count,
        count(distinct document_id) as document_count,
        -- The middle one, or half of the middle two.
        cast(
            sum(
                case when 2 * position in (target_count, target_count + 1, target_count + 2) then yuan_per_unit end
            ) * case when max(target_count) % 2 = 1 then cast(1.0 as decimal(2, 1)) else cast(0.5 as decimal(2, 1)) end
            as decimal(20, 2)
        ) as median_yuan
    from {{ group }}_ranked
    group by {{ column }}, counted_as
){{ ',' if not loop.last }}

{% endfor %}
select
    priced.indicator_id,
    priced.project_id,
    priced.project_name,
    priced.document_id,
    priced.organization_id,
    priced.region_code,
    priced.fiscal_year,
    priced.theme,
    priced.level3,
    priced.description,
    priced.quantity,
    priced.quantity_unit,
    priced.counted_as,
    cast(priced.counted_target_count as integer) as counted_target_count,
    cast(priced.cost_yuan as decimal(20, 2)) as cost_yuan,
    priced.cost_source,
    priced.yuan_per_unit as cost_per_unit_yuan,
    priced.stated_unit_price_yuan,
    coalesce(priced.is_comparable, false) as is_comparable,
    {% for group in peer_groups %}
    cast(coalesce({{ group }}_medians.target_count, 0) as integer) as {{ group }}_target_count,
    cast(coalesce({{ group }}_medians.document_count, 0) as integer) as {{ group }}_document_count,
    {{ group }}_medians.median_yuan as {{ group }}_median_yuan,
    {% endfor %}
    priced.line_no
from priced
{% for group, column in peer_groups.items() %}
left join {{ group }}_medians
    on
        priced.{{ column }} = {{ group }}_medians.{{ column }}
        and priced.counted_as = {{ group }}_medians.counted_as
{% endfor %}
order by priced.fiscal_year nulls last, priced.region_code nulls last, priced.organization_id
