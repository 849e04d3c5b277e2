{# What the models of the audit share. The rules themselves are rows of seeds/audit_rules.csv. #}

{#
    What a comparison concludes. Only complete parts that don't add up are a failure. Incomplete parts may
    be short of the whole, which says nothing; that they exceed it is worth a look.
#}
{% macro audit_status(left, right, tolerance, is_complete='true') -%}
    case
        when {{ left }} is null or {{ right }} is null then 'not_applicable'
        when abs({{ left }} - {{ right }}) <= {{ tolerance }} then 'pass'
        when {{ is_complete }} then 'fail'
        when {{ right }} > {{ left }} then 'review'
        else 'not_applicable'
    end
{%- endmacro %}


{#
    The columns of a result, in one order, from a relation that has subject and values. A rule whose finding
    is more than two numbers says it in `detail_zh` and `detail_en` (is_detailed).
#}
{% macro audit_result_columns(rule_id, is_detailed=false) %}
    {{ rule_id }} || ':' || subject_id as result_id,
    {{ rule_id }} as rule_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    project_id,
    status,
    cast(left_value as decimal(28, 8)) as left_value,
    cast(right_value as decimal(28, 8)) as right_value,
    cast(left_value - right_value as decimal(28, 8)) as difference,
    cast(tolerance as decimal(28, 8)) as tolerance,
    subject_zh,
    subject_en,
    {{ 'detail_zh' if is_detailed else 'cast(null as varchar) as detail_zh' }},
    {{ 'detail_en' if is_detailed else 'cast(null as varchar) as detail_en' }},
    evidence_lines
{% endmacro %}


{# The families of rules that look into one document only: a document that stays the same is audited once. #}
{% macro families_audited_once() %}
    {{- return([
        'audit_composition',
        'audit_classes',
        'audit_listed_parts',
        'audit_repeated_changes',
        'audit_balance',
        'audit_agreement',
        'audit_neighbours',
        'audit_project_limits',
        'audit_scales',
        'audit_indicator_targets',
        'audit_indicator_sets',
        'audit_indicator_siblings',
        'audit_quantities',
        'audit_unit_standards',
    ]) -}}
{% endmacro %}


{# The families that look beyond a document, at another year or another body, or that hardly cost anything. #}
{% macro families_audited_each_time() %}
    {{- return([
        'audit_procurement',
        'audit_projects',
        'audit_disbursement',
        'audit_fixed_assets',
        'audit_closed_sums',
        'audit_years',
        'audit_changes',
        'audit_reasons',
        'audit_structure',
        'audit_text',
    ]) -}}
{% endmacro %}


{#
    Rules that look into one document only leave out those whose findings are taken over from the published
    warehouse. Where such a rule takes its rows in, this is the condition.
#}
{% macro is_to_be_audited() -%}
    document_id in (select to_audit.document_id from {{ ref('int_documents__to_audit') }} as to_audit)
{%- endmacro %}
