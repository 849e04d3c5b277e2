with

observations as (
    select * from {{ ref('stg_observations') }}
    where {{ is_to_be_audited() }}
),

things as (
    select * from observations
    where kind = 'counted_thing'
),

indicators as (
    select * from {{ ref('audit_indicators') }}
),

funded as (
    select * from {{ ref('int_projects__funded') }}
),

words as (
    select * from {{ ref('indicator_words') }}
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

standards as (
    select distinct
        document_id,
        project_id,
        term,
        value,
        text
    from observations
    where kind = 'unit_standard'
),

-- 春节、中秋每户1000元 and 日常每户1000元 are two standards of one household, though of one value.
standard_rows as (
    select
        observations.document_id,
        observations.project_id,
        observations.term,
        count(*) as standard_count,
        sum(observations.value) as sum_yuan,
        -- Months may be fewer than twelve, and ≤4500元/场 is no price but the highest.
        max(
            case
                when observations.text = 'month' or coalesce(indicators.operator, '=') != '=' then 1
                else 0
            end
        ) as is_loose,
        {{ distinct_list('observations.line_no') }} as standard_lines
    from observations
    left join indicators on observations.subject_id = indicators.indicator_id
    where observations.kind = 'unit_standard'
    group by
        observations.document_id,
        observations.project_id,
        observations.term
),

rates as (
    select
        document_id,
        project_id,
        term,
        value as rate_yuan
    from standards

    union

    select
        document_id,
        project_id,
        term,
        sum_yuan as rate_yuan
    from standard_rows
),

paid_things as (
    select distinct
        owners.document_id,
        owners.project_id,
        owners.term,
        things.value,
        things.text,
        things.line_no
    from observations as owners
    inner join things on owners.observation_id = things.subject_id
    where owners.kind = 'unit_standard' and things.text like 'standard:%'
),

-- Plain are one number, or two in the sentence that states the standard.
paid_counts as (
    select
        document_id,
        project_id,
        term,
        coalesce(
            count(distinct value) = 1
            or (count(distinct value) = 2 and min(text) = 'standard:goal' and max(text) = 'standard:goal'),
            false
        ) as is_plain
    from paid_things
    group by
        document_id,
        project_id,
        term
),

quantities as (
    select
        document_id,
        project_id,
        term,
        value,
        line_no
    from paid_things

    union all

    -- 13个镇区级网点、120个村街网点: both are paid for.
    select
        document_id,
        project_id,
        term,
        sum(value) as value,
        min(line_no) as line_no
    from (
        select distinct
            document_id,
            project_id,
            term,
            value,
            line_no
        from paid_things
        where text = 'standard:goal'
    ) as goals
    group by
        document_id,
        project_id,
        term
    having count(*) >= 2
),

unit_costs as (
    select distinct indicators.indicator_id
    from indicators
    inner join words on indicators.wording like '%' || words.word || '%'
    where indicators.is_cost and words.kind = 'unit_cost'
),

cost_rows as (
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

cost_counts as (
    select
        document_id,
        project_id,
        count(*) as cost_count,
        sum(target_base_value) as sum_yuan
    from cost_rows
    group by
        document_id,
        project_id
),

costs as (
    select
        document_id,
        project_id,
        target_base_value as cost_yuan,
        operator,
        line_no
    from cost_rows

    union all

    select
        document_id,
        project_id,
        sum_yuan as cost_yuan,
        cast(null as varchar) as operator,
        cast(null as integer) as line_no
    from cost_counts
    where cost_count > 1

    union all

    select
        funded.document_id,
        funded.project_id,
        funded.budget_yuan as cost_yuan,
        cast(null as varchar) as operator,
        cast(null as integer) as line_no
    from funded
    inner join standard_rows
        on
            funded.document_id = standard_rows.document_id
            and funded.project_id = standard_rows.project_id
    where funded.budget_yuan > 0
),

products as (
    select
        rates.document_id,
        rates.project_id,
        rates.term,
        quantities.value * rates.rate_yuan as product_yuan,
        costs.cost_yuan,
        costs.operator,
        quantities.value as quantity,
        rates.rate_yuan,
        coalesce(costs.line_no, quantities.line_no) as cost_line,
        quantities.line_no as quantity_line,
        max(quantities.value * rates.rate_yuan) over (
            partition by rates.document_id, rates.project_id, rates.term
        ) as largest_yuan,
        count(distinct costs.cost_yuan) over (
            partition by rates.document_id, rates.project_id, rates.term
        ) as cost_count,
        row_number() over (
            partition by rates.document_id, rates.project_id, rates.term
            order by abs(quantities.value * rates.rate_yuan - costs.cost_yuan), costs.line_no, quantities.value
        ) as product_rank
    from rates
    inner join quantities
        on
            rates.document_id = quantities.document_id
            and rates.project_id = quantities.project_id
            and rates.term = quantities.term
    inner join costs
        on
            rates.document_id = costs.document_id
            and rates.project_id = costs.project_id
),

costs_by_standard as (
    select
        'quantity_times_standard_equals_cost' as rule_id,
        products.document_id || ':' || products.project_id || ':' || products.term as subject_id,
        products.document_id,
        documents.organization_id,
        documents.region_code,
        documents.fiscal_year,
        products.project_id,
        case
            when products.product_yuan = products.cost_yuan then 'pass'
            -- One standard, one cost, and a product of its size: what else could it be?
            when
                products.cost_count = 1
                and standard_rows.standard_count = 1
                and standard_rows.is_loose = 0
                and paid_counts.is_plain
                and products.product_yuan * 2 >= products.cost_yuan
                and products.cost_yuan * 2 >= products.product_yuan
                -- What is less than an upper bound is within it.
                and not (
                    coalesce(products.operator in ('<=', '<'), false)
                    and products.largest_yuan < products.cost_yuan
                )
                then 'review'
        end as status,
        products.product_yuan as left_value,
        products.cost_yuan as right_value,
        0 as tolerance,
        products.term as subject_zh,
        products.term as subject_en,
        '数量 ' || cast(cast(products.quantity as decimal(28, 2)) as varchar) || ' × 标准 '
        || cast(cast(products.rate_yuan as decimal(28, 2)) as varchar) || ' 元 = '
        || cast(cast(products.product_yuan as decimal(28, 2)) as varchar) || ' 元，成本 '
        || cast(cast(products.cost_yuan as decimal(28, 2)) as varchar) || ' 元' as detail_zh,
        cast(cast(products.quantity as decimal(28, 2)) as varchar) || ' × '
        || cast(cast(products.rate_yuan as decimal(28, 2)) as varchar) || ' = '
        || cast(cast(products.product_yuan as decimal(28, 2)) as varchar) || ' yuan, the cost is '
        || cast(cast(products.cost_yuan as decimal(28, 2)) as varchar) as detail_en,
        {{ sorted_with(
            sorted_with('standard_rows.standard_lines', 'products.quantity_line'), 'products.cost_line'
        ) }} as evidence_lines
    from products
    inner join standard_rows
        on
            products.document_id = standard_rows.document_id
            and products.project_id = standard_rows.project_id
            and products.term = standard_rows.term
    inner join paid_counts
        on
            products.document_id = paid_counts.document_id
            and products.project_id = paid_counts.project_id
            and products.term = paid_counts.term
    inner join documents on products.document_id = documents.document_id
    where products.product_rank = 1
),

concluded as (
    select * from costs_by_standard
    where status is not null
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
