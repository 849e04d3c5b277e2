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
        rules.name_zh || '：' || coalesce(results.subject_zh, '') || '，左值 '
        || coalesce(cast(cast(results.left_value as decimal(28, 2)) as varchar), '无') || '，右值 '
        || coalesce(cast(cast(results.right_value as decimal(28, 2)) as varchar), '无') || '，差额 '
        || coalesce(cast(cast(results.difference as decimal(28, 2)) as varchar), '无') as message_zh,
        rules.name_en || ': ' || coalesce(results.subject_en, '') || ', left '
        || coalesce(cast(cast(results.left_value as decimal(28, 2)) as varchar), 'none') || ', right '
        || coalesce(cast(cast(results.right_value as decimal(28, 2)) as varchar), 'none') || ', difference '
        || coalesce(cast(cast(results.difference as decimal(28, 2)) as varchar), 'none') as message_en
    from results
    inner join rules on results.rule_id = rules.rule_id
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
