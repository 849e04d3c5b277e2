{# Which of several documents of a year counts: the approval before the draft. #}
{% macro publication_rank(publication_stage) -%}
    case
        when {{ publication_stage }} = 'approved' then 0
        when {{ publication_stage }} = 'draft' then 2
        else 1
    end
{%- endmacro %}
