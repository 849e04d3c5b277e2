with

indicators as (
    select * from {{ ref('stg_indicators') }}
    where {{ is_to_be_audited() }}
),

units as (
    select * from {{ ref('units') }}
),

name_kinds as (
    select * from {{ ref('indicator_name_kinds') }}
),

measured as (
    select
        indicators.*,
        units.quantity_kind,
        -- 元/人 is the standard of one piece, not what all of them cost.
        coalesce(indicators.target_unit like '%/%', false) as is_per_piece,
        coalesce(indicators.level3, indicators.description) as indicator_name,
        coalesce(indicators.level3, '')
        || ' ' || coalesce(indicators.description, '') as wording,
        -- 社会成本 and 生态环境成本 are no money, nor need they be.
        coalesce(
            indicators.level2 in ('成本指标', '经济成本指标')
            or (indicators.level1 = '成本指标' and indicators.level2 is null),
            false
        ) as is_cost,
        coalesce(
            indicators.level1 = '满意度指标'
            or indicators.level2 like '%满意度%'
            or indicators.level3 like '%满意度%'
            or indicators.level3 like '%满意率%',
            false
        ) as is_satisfaction
    from indicators
    left join units on split_part(indicators.target_unit, '/', 1) = units.unit
),

-- Endings are looked up by their length: a join on equality, however many words the seed has.
suffix_lengths as (
    select distinct length(suffix) as suffix_length
    from name_kinds
),

suffixes as (
    select distinct
        suffix,
        otherwise
    from name_kinds
),

-- Projects have the same names of indicators: each is looked at once.
names as (
    select distinct indicator_name
    from measured
    where indicator_name is not null
),

named as (
    select
        names.indicator_name,
        suffixes.suffix,
        suffixes.otherwise,
        -- 频率 is no 率: the longest ending says what a name is.
        row_number() over (
            partition by names.indicator_name
            order by suffix_lengths.suffix_length desc
        ) as suffix_rank
    from names
    cross join suffix_lengths
    inner join suffixes
        on
            right(names.indicator_name, suffix_lengths.suffix_length) = suffixes.suffix
            and length(suffixes.suffix) = suffix_lengths.suffix_length
)

select
    measured.indicator_id,
    measured.document_id,
    measured.organization_id,
    measured.region_code,
    measured.fiscal_year,
    measured.project_id,
    measured.level1,
    measured.level2,
    measured.level1_label,
    measured.level2_label,
    measured.level3,
    measured.description,
    measured.operator,
    measured.target_text,
    measured.target_value,
    measured.target_unit,
    measured.target_base_value,
    measured.target_base_unit,
    measured.target_kind,
    measured.weight,
    measured.score,
    measured.origin,
    measured.section_id,
    measured.line_no,
    measured.line_end,
    measured.quantity_kind,
    measured.is_per_piece,
    measured.indicator_name,
    measured.wording,
    measured.is_cost,
    measured.is_satisfaction,
    named.suffix as name_suffix,
    named.otherwise as name_otherwise,
    -- The kinds that the name admits; 'any' where it admits all.
    coalesce(anything.suffix is not null, false) as name_admits_any,
    coalesce(admitted.suffix is not null, false) as name_admits_kind
from measured
left join named
    on
        measured.indicator_name = named.indicator_name
        and named.suffix_rank = 1
left join name_kinds as admitted
    on
        named.suffix = admitted.suffix
        and measured.quantity_kind = admitted.quantity_kind
left join name_kinds as anything
    on
        named.suffix = anything.suffix
        and anything.quantity_kind = 'any'
