{# Two relations agree in these columns, none of which is NULL. #}
{% macro equal_columns(first, second, columns) -%}
    {%- for column in columns -%}
    {{ first }}.{{ column }} = {{ second }}.{{ column }}
    {%- if not loop.last %} and {% endif -%}
    {%- endfor -%}
{%- endmacro %}
