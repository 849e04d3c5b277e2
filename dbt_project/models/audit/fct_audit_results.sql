{{ config(materialized='table', schema='main', contract={'enforced': true}) }}

{% set families = [
    'audit_composition',
    'audit_balance',
    'audit_agreement',
    'audit_changes',
    'audit_procurement',
    'audit_projects',
    'audit_disbursement',
    'audit_fixed_assets',
] %}

with

{% for family in families %}
{{ family }} as (
    select * from {{ ref(family) }}
),

{% endfor %}
rules as (
    select * from {{ ref('dim_audit_rule') }}
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

worded as (
    select
        results.*,
        rules.severity,
        {% for language, side_words, nothing in [
            ('zh', ['（', '）：左侧 ', '，右侧 ', '，差额 ', '，结论 '], '无'),
            ('en', [' (', '): left ', ', right ', ', difference ', ', result '], 'none'),
        ] %}
        rules.name_{{ language }}
        || '{{ side_words[0] }}'
        || coalesce({{ 'results.subject_zh' if language == 'zh' else 'accounts.account_name_en, results.subject_en' }}, '')
        {% for value in ['left_value', 'right_value', 'difference'] %}
        || '{{ side_words[loop.index] }}'
        || coalesce(cast(cast(results.{{ value }} as decimal(28, 2)) as varchar), '{{ nothing }}')
        {% endfor %}
        || '{{ side_words[4] }}'
        {% if language == 'zh' %}
        || case results.status
            when 'pass' then '相符' when 'fail' then '不符' when 'review' then '待核' else '不适用'
        end
        {% else %}
        || replace(results.status, '_', ' ')
        {% endif %}
        as message_{{ language }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from results
    inner join rules on results.rule_id = rules.rule_id
    -- Most subjects are accounts, whose English name says more than their code.
    left join accounts on results.subject_en = accounts.account_code
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
from worded
