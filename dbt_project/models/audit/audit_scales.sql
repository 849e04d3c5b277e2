{# A mistaken unit makes an amount 10 times what it is (a slip of the point) up to 万元 read as 亿元. #}
{% set mistaken_powers = [10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000] %}

with

precise as (
    select * from {{ ref('int_amounts__precise') }}
),

ancestors as (
    select * from {{ ref('int_accounts__ancestors') }}
),

significant as (
    select
        *,
        -- Of 20000 and 200000 either may be right: three digits that agree are no chance.
        level_yuan != 0
        and floor(level_yuan / power(10, floor(log10(abs(cast(level_yuan as double)))) - 1))
        != level_yuan / power(10, floor(log10(abs(cast(level_yuan as double)))) - 1) as has_three_digits
    from precise
),

-- Each account's distinct levels; a level that is stated ten times is compared once.
leveled as (
    select
        context_key,
        account_code,
        level_yuan,
        min(amount_id) as amount_id,
        min(document_id) as document_id,
        min(organization_id) as organization_id,
        min(region_code) as region_code,
        min(fiscal_year) as fiscal_year,
        min(project_id) as project_id,
        min(account_label) as account_label,
        max(case when has_three_digits then 1 else 0 end) as has_three_digits,
        count(*) as statement_count,
        min(line_no) as line_no
    from significant
    where level_yuan > 0
    group by context_key, account_code, level_yuan
),

powers as (
    {% for power in mistaken_powers %}
    select {{ power }} as power
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

greater as (
    select
        leveled.*,
        powers.power,
        cast(leveled.level_yuan / powers.power as decimal(28, 8)) as lesser_yuan
    from leveled
    cross join powers
    where leveled.has_three_digits = 1
),

suspicions as (
    select
        greater.amount_id || ':' || lesser.amount_id as subject_id,
        greater.document_id,
        greater.organization_id,
        greater.region_code,
        greater.fiscal_year,
        greater.project_id,
        greater.account_label as subject_zh,
        greater.account_code as subject_en,
        greater.level_yuan as left_value,
        lesser.level_yuan as right_value,
        {{ pair_list('greater.line_no', 'lesser.line_no') }} as evidence_lines
    from greater
    inner join leveled as lesser
        on
            greater.context_key = lesser.context_key
            and greater.account_code = lesser.account_code
            and greater.lesser_yuan = lesser.level_yuan

    union all

    select
        parts.amount_id || ':' || wholes.amount_id as subject_id,
        parts.document_id,
        parts.organization_id,
        parts.region_code,
        parts.fiscal_year,
        parts.project_id,
        parts.account_label as subject_zh,
        parts.account_code as subject_en,
        parts.level_yuan as left_value,
        wholes.level_yuan as right_value,
        {{ pair_list('parts.line_no', 'wholes.line_no') }} as evidence_lines
    from leveled as parts
    inner join ancestors on parts.account_code = ancestors.account_code
    inner join leveled as wholes
        on
            parts.context_key = wholes.context_key
            and ancestors.ancestor_account_code = wholes.account_code
    where parts.level_yuan >= 1000 * wholes.level_yuan
),

suspicious_documents as (
    select distinct document_id from suspicions
),

-- Five amounts of one document that were stated twice or more and none of another scale.
unsuspicious as (
    select
        leveled.document_id as subject_id,
        leveled.document_id,
        min(leveled.organization_id) as organization_id,
        min(leveled.region_code) as region_code,
        max(leveled.fiscal_year) as fiscal_year,
        {{ pair_list('min(leveled.line_no)', 'max(leveled.line_no)') }} as evidence_lines
    from leveled
    left join suspicious_documents on leveled.document_id = suspicious_documents.document_id
    where suspicious_documents.document_id is null
    group by leveled.document_id
    having count(*) >= 5 and max(leveled.statement_count) >= 2
),

concluded as (
    select
        'amounts_share_one_scale' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        'review' as status,
        left_value,
        right_value,
        0 as tolerance,
        subject_zh,
        subject_en,
        evidence_lines
    from suspicions

    union all

    select
        'amounts_share_one_scale' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        cast(null as varchar) as project_id,
        'pass' as status,
        cast(null as decimal(20, 2)) as left_value,
        cast(null as decimal(20, 2)) as right_value,
        0 as tolerance,
        cast(null as varchar) as subject_zh,
        cast(null as varchar) as subject_en,
        evidence_lines
    from unsuspicious
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
