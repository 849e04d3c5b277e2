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
