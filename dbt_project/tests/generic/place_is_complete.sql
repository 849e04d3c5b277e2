{# A fact without a place does not exist: a line, an end that does not lie before it, and words. #}
{% test place_is_complete(model) %}

select *
from {{ model }}
where
    line_no is null
    or line_end is null
    or char_start is null
    or char_end is null
    or quote is null
    or line_no < 1
    or line_end < line_no
    or char_start < 0
    or char_end < 0
    or (line_end = line_no and char_end <= char_start)
    or length(quote) = 0

{% endtest %}
