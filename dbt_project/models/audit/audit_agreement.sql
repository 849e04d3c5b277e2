with

stated as (
    select * from {{ ref('int_amounts__stated') }}
),

units as (
    select * from {{ ref('units') }}
),

repeated as (
    select
        stated.document_id,
        stated.organization_id,
        stated.region_code,
        stated.fiscal_year,
        stated.phase,
        stated.scope,
        stated.account_code,
        stated.project_id,
        min(stated.amount_id) as subject_id,
        min(stated.account_label) as subject_zh,
        max(stated.level_yuan) as left_value,
        min(stated.level_yuan) as right_value,
        -- 0.15 亿元 in prose may be 1551.33 万元 in the table: the coarser of the units decides.
        2 * max(coalesce(cast(units.factor * 0.005 as decimal(20, 4)), 0.005)) as tolerance,
        count(*) as statement_count,
        {{ distinct_list('stated.line_no') }} as evidence_lines
    from stated
    left join units on stated.stated_unit = units.unit
    group by
        stated.document_id,
        stated.organization_id,
        stated.region_code,
        stated.fiscal_year,
        stated.phase,
        stated.scope,
        stated.account_code,
        stated.project_id
),

-- Two values need not be an error, such as those of two units in one document: a person has to look.
concluded as (
    select
        *,
        account_code as subject_en,
        case when left_value - right_value <= tolerance then 'pass' else 'review' end as status
    from repeated
    where statement_count >= 2
)

select
    {{ audit_result_columns("'account_has_one_value'") }}
from concluded
