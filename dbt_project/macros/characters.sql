{# The positions of the characters of a text that has at most so many: 1, 2, 3 … #}
{% macro character_positions(limit) %}
    {% for position in range(1, limit + 1) %}
    select {{ position }} as position
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
{% endmacro %}


{# The years that a name may carry, as they are written. #}
{% macro written_years(first=1995, last=2045) %}
    {% for year in range(first, last + 1) %}
    select '{{ year }}' as word
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
{% endmacro %}
