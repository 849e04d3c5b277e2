{# A model's schema is the one it names: analysts look for main.fct_amounts, not for main_main.fct_amounts. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
