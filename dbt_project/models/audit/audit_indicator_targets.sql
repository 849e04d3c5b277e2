with

indicators as (
    select * from {{ ref('audit_indicators') }}
),

words as (
    select * from {{ ref('indicator_words') }}
),

observations as (
    select * from {{ ref('stg_observations') }}
    where {{ is_to_be_audited() }}
),

-- Which words of the seed an indicator has, by what they tell; each kind is looked for only where it can
-- matter, so that a word costs little.
worded as (
    select
        indicators.indicator_id,
        words.kind,
        words.conclusion
    from indicators
    inner join words on indicators.wording like '%' || words.word || '%'
    where indicators.is_cost and words.kind in ('relative_cost', 'floor_of_cost')

    union all

    select
        indicators.indicator_id,
        words.kind,
        words.conclusion
    from indicators
    inner join words on indicators.wording like '%' || words.word || '%'
    where indicators.quantity_kind = 'count' and words.kind in ('zero_event', 'tolerated_event')

    union all

    select
        indicators.indicator_id,
        words.kind,
        words.conclusion
    from indicators
    inner join words on indicators.wording like '%' || words.word || '%'
    where indicators.target_base_unit = '天' and words.kind = 'whole_year'

    union all

    select
        indicators.indicator_id,
        words.kind,
        words.conclusion
    from indicators
    inner join words on indicators.indicator_name like '%' || words.word
    where indicators.quantity_kind = 'percentage' and words.kind in ('bounded_rate', 'open_rate')

    union all

    select
        indicators.indicator_id,
        words.kind,
        words.conclusion
    from indicators
    inner join words
        on
            indicators.target_text = words.word
            -- 水平显著提高, 显著提高。: no more than that.
            or (length(words.word) >= 4 and indicators.target_text like '%' || words.word)
            or (length(words.word) >= 4 and indicators.target_text like words.word || '%')
    where
        indicators.target_kind = 'qualitative'
        and length(indicators.target_text) <= 15
        and words.kind = 'vague_target'

    union all

    -- 社会环境改善 is as vague as 改善; 较上年改善 says what it is measured against.
    select
        indicators.indicator_id,
        'vague_target' as kind,
        words.conclusion
    from indicators
    inner join words on indicators.target_text like '%' || words.word
    left join words as yardsticks
        on
            yardsticks.kind = 'measured_against'
            and indicators.target_text like '%' || yardsticks.word || '%'
    where
        indicators.target_kind = 'qualitative'
        and length(indicators.target_text) <= 8
        and words.kind = 'vague_ending'
        and yardsticks.word is null
),

-- Of several conclusions the one that comes first: fail before review, pass before review.
told as (
    select
        indicator_id,
        kind,
        min(conclusion) as conclusion
    from worded
    group by
        indicator_id,
        kind
),

-- Years of 起止时间 in an indicator's own words; those of a goal may be of a plan of several years.
periods as (
    select
        subject_id as indicator_id,
        cast(min(value) as integer) as first_year,
        cast(max(value) as integer) as last_year,
        -- 2020年9月底前 is a deadline: it has an end and no beginning.
        max(case when text = 'from' then 1 else 0 end) = 1 as is_span
    from observations
    where kind = 'period'
    group by subject_id
),

subjects as (
    select
        indicators.indicator_id as subject_id,
        indicators.*,
        relative_costs.kind is not null as is_relative,
        floors.conclusion as floor_conclusion,
        bounded_rates.kind is not null as is_bounded,
        open_rates.kind is not null as is_open,
        zero_events.conclusion as zero_conclusion,
        tolerated_events.kind is not null as is_tolerated,
        whole_years.kind is not null as is_whole_year,
        vague_targets.kind is not null as is_vague,
        periods.first_year,
        periods.last_year,
        periods.is_span,
        -- 2019年1月至2019年12月 has the days of 2019, in whatever year's budget it stands.
        case
            when periods.first_year = periods.last_year then periods.first_year
            else indicators.fiscal_year
        end as spoken_year,
        coalesce(indicators.level3, indicators.description, indicators.level2) as subject_zh,
        coalesce(indicators.level3, indicators.description, indicators.level2) as subject_en,
        {{ pair_list('indicators.line_no', 'indicators.line_end') }} as evidence_lines
    from indicators
    left join told as relative_costs
        on indicators.indicator_id = relative_costs.indicator_id and relative_costs.kind = 'relative_cost'
    left join told as floors
        on indicators.indicator_id = floors.indicator_id and floors.kind = 'floor_of_cost'
    left join told as bounded_rates
        on indicators.indicator_id = bounded_rates.indicator_id and bounded_rates.kind = 'bounded_rate'
    left join told as open_rates
        on indicators.indicator_id = open_rates.indicator_id and open_rates.kind = 'open_rate'
    left join told as zero_events
        on indicators.indicator_id = zero_events.indicator_id and zero_events.kind = 'zero_event'
    left join told as tolerated_events
        on indicators.indicator_id = tolerated_events.indicator_id and tolerated_events.kind = 'tolerated_event'
    left join told as whole_years
        on indicators.indicator_id = whole_years.indicator_id and whole_years.kind = 'whole_year'
    left join told as vague_targets
        on indicators.indicator_id = vague_targets.indicator_id and vague_targets.kind = 'vague_target'
    left join periods on indicators.indicator_id = periods.indicator_id
),

judged as (
    select
        *,
        'cost_indicator_states_money' as rule_id,
        case
            when quantity_kind in ('money', 'foreign_currency') then 'pass'
            when quantity_kind = 'percentage' then case when is_relative then 'pass' else 'review' end
            when quantity_kind is not null then 'fail'
            when target_kind = 'quantitative'
                then
                    case
                        -- Nought is nought in any unit; the unit of 总成本（万元） stands in the name.
                        when target_value = 0 then null
                        when wording like '%元)%' or wording like '%元）%' then 'pass'
                        when is_relative then 'review'
                        else 'fail'
                    end
            -- 控制在预算内 is no money, and may be all that can be said.
            when target_text like '%元%' then 'pass'
            when length(target_text) >= 2 then 'review'
        end as status,
        '指标值 ' || target_text
        || case
            when quantity_kind in ('money', 'foreign_currency') then '，为金额'
            when quantity_kind is not null then '，不是金额'
            when target_kind = 'quantitative' then '，未列计量单位'
            else '，未列金额'
        end as detail_zh,
        'target ' || target_text
        || case
            when quantity_kind in ('money', 'foreign_currency') then ' is money'
            when quantity_kind is not null then ' is not money'
            when target_kind = 'quantitative' then ' has no unit'
            else ' states no money'
        end as detail_en,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value
    from subjects
    where is_cost and target_text is not null

    union all

    select
        *,
        'unit_fits_indicator_name' as rule_id,
        case
            when name_admits_kind then 'pass'
            -- 事故发生率 0起: nought is nought in any unit.
            when target_value != 0 then name_otherwise
        end as status,
        '名称以“' || name_suffix || '”结尾，指标值 ' || target_text as detail_zh,
        'the name ends in ' || name_suffix || ', the target is ' || target_text as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where
        name_suffix is not null
        and quantity_kind is not null
        and not name_admits_any
        and target_value is not null

    union all

    select
        *,
        'cost_bound_is_upper' as rule_id,
        case
            -- 79元/人 may be the least that a person is entitled to.
            when operator in ('>=', '>') and is_per_piece then coalesce(floor_conclusion, 'review')
            when operator in ('>=', '>') then coalesce(floor_conclusion, 'fail')
            else 'pass'
        end as status,
        '指标值 ' || target_text as detail_zh,
        'target ' || target_text as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where
        is_cost
        and operator is not null
        and target_value > 0
        and coalesce(quantity_kind, 'money') = 'money'
        -- 节约率不低于5% bounds a saving.
        and not (operator in ('>=', '>') and quantity_kind is null and is_relative)

    union all

    select
        *,
        'period_is_in_fiscal_year' as rule_id,
        case
            when first_year = fiscal_year and last_year = fiscal_year then 'pass'
            when is_span and (last_year < fiscal_year or first_year > fiscal_year) then 'fail'
            -- 2005年底前建成的小区 tells an age, no deadline.
            when not is_span and last_year < fiscal_year then null
            else 'review'
        end as status,
        '所列时间为 ' || cast(first_year as varchar) || ' 年至 ' || cast(last_year as varchar) || ' 年，预算年度为 '
        || cast(fiscal_year as varchar) || ' 年' as detail_zh,
        'the period is ' || cast(first_year as varchar) || ' to ' || cast(last_year as varchar)
        || ', the fiscal year ' || cast(fiscal_year as varchar) as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where first_year is not null and fiscal_year is not null

    union all

    select
        *,
        'year_has_its_days' as rule_id,
        case
            when (spoken_year % 400 = 0 or (spoken_year % 4 = 0 and spoken_year % 100 != 0)) = (target_base_value = 366)
                then 'pass'
            else 'review'
        end as status,
        cast(spoken_year as varchar) || ' 年写作 ' || cast(cast(target_base_value as integer) as varchar)
        || ' 天' as detail_zh,
        'the year ' || cast(spoken_year as varchar) || ' is said to have '
        || cast(cast(target_base_value as integer) as varchar) || ' days' as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where
        target_base_unit = '天'
        and target_base_value in (365, 366)
        and is_whole_year
        and spoken_year is not null

    union all

    select
        *,
        'rate_can_be_met' as rule_id,
        case
            when is_bounded and operator in ('>=', '>', '=') and target_base_value > 100 then 'fail'
            when operator = '>' and target_base_value = 100 then case when is_bounded then 'fail' else 'review' end
            when operator = '<' and target_base_value <= 0 then 'fail'
            when operator = '>=' and target_base_value = 100 then 'review'
            when operator = '<=' and target_base_value = 0 then 'review'
            else 'pass'
        end as status,
        '指标值 ' || target_text as detail_zh,
        'target ' || target_text as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where
        quantity_kind = 'percentage'
        and not is_per_piece
        and operator is not null
        and (is_bounded or indicator_name like '%率')
        -- What grows may well double.
        and not is_open

    union all

    select
        *,
        'zero_event_has_zero_target' as rule_id,
        case
            when target_base_value = 0 then 'pass'
            when operator = '<' and target_base_value <= 1 then 'pass'
            when operator in ('<=', '<') and (is_tolerated or target_base_value > 10) then 'review'
            when operator in ('<=', '<') then zero_conclusion
            -- =1件 may be a case; 12次 counts what is done against it.
            when target_base_unit in ('件', '起', '例', '宗') and target_base_value <= 3 then 'review'
        end as status,
        '描述为不应发生，指标值 ' || target_text as detail_zh,
        'it must not happen, the target is ' || target_text as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where
        zero_conclusion is not null
        and quantity_kind = 'count'
        -- ≥4次 counts what is done, not what must not happen.
        and coalesce(operator, '=') not in ('>=', '>')

    union all

    select
        *,
        'target_is_not_vague' as rule_id,
        case when is_vague then 'review' else 'pass' end as status,
        '指标值“' || target_text || '”' as detail_zh,
        'target ' || target_text as detail_en,
        null as left_value,
        null as right_value
    from subjects
    where target_kind = 'qualitative' and length(target_text) >= 2

    union all

    select
        *,
        'score_within_weight' as rule_id,
        case when score > weight or score < 0 then 'fail' else 'pass' end as status,
        null as detail_zh,
        null as detail_en,
        score as left_value,
        weight as right_value
    from subjects
    where score is not null and weight is not null
),

concluded as (
    select
        *,
        0 as tolerance
    from judged
    where status is not null
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
