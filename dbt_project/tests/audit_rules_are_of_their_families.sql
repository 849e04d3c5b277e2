-- Only the families that look into one document may leave documents out whose findings are taken over. A rule
-- that says so and stands in another family would have its findings twice, the other way round not at all.
with

{% for family in families_audited_once() + families_audited_each_time() %}
{{ family }} as (
    select * from {{ ref(family) }}
),

{% endfor %}
rules as (
    select * from {{ ref('audit_rules') }}
),

found as (
    {% for family in families_audited_once() + families_audited_each_time() %}
    select
        '{{ family }}' as family,
        {{ family in families_audited_once() }} as is_audited_once,
        rule_id
    from {{ family }}
    group by rule_id
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select
    found.family,
    found.rule_id
from found
inner join rules on found.rule_id = rules.rule_id
where found.is_audited_once != rules.is_audited_once
