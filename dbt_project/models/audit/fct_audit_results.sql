{{ config(materialized='table', database=target.database, schema='main', contract={'enforced': true}) }}

{% set families = families_audited_once() + families_audited_each_time() %}

with

{% for family in families %}
{{ family }} as (
    select * from {{ ref(family) }}
),

{% endfor %}
rules as (
    select * from {{ ref('dim_audit_rule') }}
),

results_before as (
    select * from {{ source('previous', 'fct_audit_results') }}
),

settled as (
    select * from {{ source('previous', 'settled_documents') }}
),

audited as (
    select * from {{ ref('int_documents__to_audit') }}
),

kept_rules as (
    select * from {{ ref('audit_rules') }}
    where is_audited_once
),

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

results as (
    {% for family in families %}
    select * from {{ family }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

spoken as (
    select
        results.*,
        rules.severity,
        rules.name_zh,
        rules.name_en,
        coalesce(results.subject_zh, '') as spoken_subject_zh,
        -- Most subjects are accounts, whose English name says more than their code.
        coalesce(accounts.account_name_en, results.subject_en, '') as spoken_subject_en,
        {% for value in ['left_value', 'right_value', 'difference'] %}
        coalesce(cast(cast(results.{{ value }} as decimal(28, 2)) as varchar), '–') as spoken_{{ value }},
        {% endfor %}
        case results.status
            when 'pass' then '相符'
            when 'fail' then '不符'
            when 'review' then '待核'
            else '不适用'
        end as conclusion_zh,
        replace(results.status, '_', ' ') as conclusion_en
    from results
    inner join rules on results.rule_id = rules.rule_id
    left join accounts on results.subject_en = accounts.account_code
),

-- What a rule found in its own words, else the two sides that it compared.
detailed as (
    select
        *,
        case
            when detail_zh is not null then '：' || detail_zh
            when left_value is not null
                then
                    '：左侧 ' || spoken_left_value || '，右侧 ' || spoken_right_value
                    || '，差额 ' || spoken_difference
            else ''
        end as finding_zh,
        case
            when detail_en is not null then ': ' || detail_en
            when left_value is not null
                then
                    ': left ' || spoken_left_value || ', right ' || spoken_right_value
                    || ', difference ' || spoken_difference
            else ''
        end as finding_en
    from spoken
),

worded as (
    select
        *,
        name_zh || case when spoken_subject_zh = '' then '' else '（' || spoken_subject_zh || '）' end
        || finding_zh || '，结论 ' || conclusion_zh as message_zh,
        name_en || case when spoken_subject_en = '' then '' else ' (' || spoken_subject_en || ')' end
        || finding_en || ', result ' || conclusion_en as message_en
    from detailed
),

-- What the rules that look into one document said of documents that are the same today.
kept as (
    select results_before.*
    from results_before
    inner join settled on results_before.document_id = settled.document_id
    inner join kept_rules on results_before.rule_id = kept_rules.rule_id
    left join audited on results_before.document_id = audited.document_id
    where audited.document_id is null
),

everything as (
    {% for relation in ['worded', 'kept'] %}
    select
        result_id,
        rule_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        status,
        severity,
        left_value,
        right_value,
        difference,
        tolerance,
        message_zh,
        message_en,
        evidence_lines
    from {{ relation }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select
    result_id,
    rule_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    project_id,
    status,
    severity,
    left_value,
    right_value,
    difference,
    tolerance,
    message_zh,
    message_en,
    evidence_lines
from everything
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, rule_id
