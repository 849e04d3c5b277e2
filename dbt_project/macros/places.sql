{#
    What stands first of a group: the value at the lowest place, whose parts come in the order of their weight and
    are last where they are NULL. The value itself never is (its row would be passed over). An aggregate costs a
    fraction of a window that ranks whole rows.
#}
{% macro first_placed(value, place) %}
    {{- return(adapter.dispatch('first_placed')(value, place)) -}}
{% endmacro %}

{% macro default__first_placed(value, place) -%}
    min_by({{ value }}, row({{ place | join(', ') }}))
{%- endmacro %}

{# There NULL is the least of a struct. #}
{% macro spark__first_placed(value, place) -%}
    min_by(
        {{ value }},
        struct(
            {% for part in place %}
            {{ part }} is null,
            {{ part }}{{ ',' if not loop.last }}
            {% endfor %}
        )
    )
{%- endmacro %}
