{# The word for the sign of a change. #}
{% macro change_direction(change) -%}
    case
        when {{ change }} > 0 then 'increase'
        when {{ change }} < 0 then 'decrease'
        when {{ change }} = 0 then 'flat'
    end
{%- endmacro %}


{# A change in percent of the earlier amount, to the ten-thousandth; nothing grows from nought. #}
{% macro change_in_percent(change, prior) -%}
    cast(
        round(100 * cast({{ change }} as double) / nullif(cast({{ prior }} as double), 0), 4) as decimal(28, 8)
    )
{%- endmacro %}
