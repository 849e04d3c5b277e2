{{ config(materialized='table', schema='main', contract={'enforced': true}) }}

with

rules as (
    {% for rule in audit_rules() %}
    select
        '{{ rule.rule_id }}' as rule_id,
        '{{ rule.family }}' as family,
        '{{ rule.name_zh }}' as name_zh,
        '{{ rule.name_en }}' as name_en,
        '{{ rule.severity }}' as severity,
        '{{ rule.explanation }}' as explanation
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select
    rule_id,
    family,
    name_zh,
    name_en,
    severity,
    explanation
from rules
