{#
    Yuan a unit, to the fen, halves upwards. Exact: neither a binary float nor an engine's own scale of the
    quotient stands between (DuckDB divides decimals as doubles).
#}
{% macro yuan_each(amount, quantity) %}
    {{- return(adapter.dispatch('yuan_each')(amount, quantity)) -}}
{% endmacro %}

{# In units of 1e-8 of a thing and of fen: (200 × fen × 1e8 + things) // (2 × things), for amounts that are no debt. #}
{% macro default__yuan_each(amount, quantity) -%}
    cast(
        cast(
            (2 * cast({{ amount }} * 100 as hugeint) * 100000000 + cast({{ quantity }} * 100000000 as hugeint))
            // (2 * nullif(cast({{ quantity }} * 100000000 as hugeint), 0)) as decimal(30, 0)
        ) * cast(0.01 as decimal(3, 2)) as decimal(20, 2)
    )
{%- endmacro %}

{% macro spark__yuan_each(amount, quantity) -%}
    cast(cast({{ amount }} as decimal(20, 2)) / nullif({{ quantity }}, 0) as decimal(20, 2))
{%- endmacro %}


{# Parts of a whole in percent, to the ten-thousandth; of nothing there is no share. #}
{% macro share_in_percent(part, whole) -%}
    cast(round(100 * cast({{ part }} as double) / nullif({{ whole }}, 0), 4) as decimal(28, 8))
{%- endmacro %}
