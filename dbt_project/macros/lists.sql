{# Sorted lists without repetition: the engines name the same aggregate differently. #}
{% macro distinct_list(expression) %}
    {{- return(adapter.dispatch('distinct_list')(expression)) -}}
{% endmacro %}

{% macro default__distinct_list(expression) %}
    {{- return(
        'list(distinct ' ~ expression ~ ' order by ' ~ expression ~ ') filter (where ' ~ expression ~ ' is not null)'
    ) -}}
{% endmacro %}

{% macro spark__distinct_list(expression) %}
    {{- return('sort_array(collect_set(' ~ expression ~ '))') -}}
{% endmacro %}


{# A list with one element more, sorted and without repetition. #}
{% macro sorted_with(elements, element) %}
    {{- return(adapter.dispatch('sorted_with')(elements, element)) -}}
{% endmacro %}

{% macro default__sorted_with(elements, element) %}
    {{- return('list_sort(list_distinct(list_append(' ~ elements ~ ', ' ~ element ~ ')))') -}}
{% endmacro %}

{% macro spark__sorted_with(elements, element) %}
    {{- return('sort_array(array_distinct(array_append(' ~ elements ~ ', ' ~ element ~ ')))') -}}
{% endmacro %}


{# Two elements as a list, sorted and without repetition. #}
{% macro pair_list(first, second) %}
    {{- return(adapter.dispatch('pair_list')(first, second)) -}}
{% endmacro %}

{% macro default__pair_list(first, second) %}
    {{- return('list_sort(list_distinct(list_value(' ~ first ~ ', ' ~ second ~ ')))') -}}
{% endmacro %}

{% macro spark__pair_list(first, second) %}
    {{- return('sort_array(array_distinct(array(' ~ first ~ ', ' ~ second ~ ')))') -}}
{% endmacro %}


{# The elements of two lists, sorted and without repetition. #}
{% macro joined_list(first, second) %}
    {{- return(adapter.dispatch('joined_list')(first, second)) -}}
{% endmacro %}

{% macro default__joined_list(first, second) %}
    {{- return('list_sort(list_distinct(list_concat(' ~ first ~ ', ' ~ second ~ ')))') -}}
{% endmacro %}

{% macro spark__joined_list(first, second) %}
    {{- return('sort_array(array_distinct(concat(' ~ first ~ ', ' ~ second ~ ')))') -}}
{% endmacro %}
