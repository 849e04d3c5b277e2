{# The places where an accounting identity fails: shown as a warning, for a source may be wrong and is published all the same. #}
{% test audit_rule_holds(model, rule_id) %}

select
    result_id,
    document_id,
    message_zh,
    message_en,
    evidence_lines
from {{ model }}
where rule_id = '{{ rule_id }}' and status = 'fail'

{% endtest %}
