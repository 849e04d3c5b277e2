{#
    What the last printed digit of a number is worth, in units of that number: 0.01 for 1551.33, 1 for 36.
    A nought is printed with as many digits as its neighbours, which are two by custom. The value is a decimal: what
    is left of it by a division is exact, and half as dear as to round it.
#}
{% macro last_digit(value) -%}
    case
        when {{ value }} is null or {{ value }} = 0 then 0.01
        {% for digits in range(0, 6) %}
        {% set digit = '1' if digits == 0 else '0.' ~ '0' * (digits - 1) ~ '1' %}
        when {{ value }} % {{ digit }} = 0 then {{ digit }}
        {% endfor %}
        else 0.000001
    end
{%- endmacro %}


{#
    How far two statements of one amount may differ. Printed alike they are the same to the cent; else the
    coarser may be rounded (1551 万元 for 1551.33 万元) or, in a greater unit, cut off (0.15 亿元 for the same).
#}
{% macro printed_tolerance(digit, other_digit, unit, other_unit) -%}
    case
        when {{ digit }} = {{ other_digit }} then 0.01
        when {{ unit }} = {{ other_unit }} then 0.5 * greatest({{ digit }}, {{ other_digit }})
        else greatest({{ digit }}, {{ other_digit }})
    end
{%- endmacro %}


{#
    The last digit that sums may be off by: two after the point are the custom, whose noughts may be cut off
    (12.5 for 12.50); more count as they are printed, those of a nought (0.0000 亿元) too. `digit` is the last
    digit of the value.
#}
{% macro custom_digit(value, quote, digit) -%}
    case
        when {{ value }} = 0 and {{ quote }} like '0.000000%' then 0.000001
        when {{ value }} = 0 and {{ quote }} like '0.0000%' then 0.0001
        else least(0.01, {{ digit }})
    end
{%- endmacro %}


{#
    Half of the last printed digit of an amount of which only the yuan are known: 0.01 万元 where they are full
    hundreds, else one yuan or a cent.
#}
{% macro half_digit_yuan(amount) -%}
    case
        when {{ amount }} = 100 * round({{ amount }} / 100, 0) then 50
        when {{ amount }} = round({{ amount }}, 0) then 0.5
        else 0.005
    end
{%- endmacro %}
