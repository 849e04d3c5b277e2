{#
    The staged parquet datasets as views of schema `staged`.

    Made before each run and not by `external_location`, because a source that is no relation
    can't be the input of a unit test. A dataset without a file becomes an empty view with the columns
    that the source declares, so that a warehouse without documents builds.
#}
{# A relative data folder counts from the repository, where the profile's own folder lies. #}
{% macro staged_folder() -%}
    {%- set data_dir = env_var('YUSUAN_DATA_DIR', 'data') -%}
    {%- if data_dir.startswith('/') -%}
        {{ data_dir }}/staged
    {%- else -%}
        {{ flags.PROFILES_DIR }}/../{{ data_dir }}/staged
    {%- endif -%}
{%- endmacro %}


{% macro create_staged_views() %}
    {% if execute %}
        {% set folder = staged_folder() %}
        {% do run_query('create schema if not exists staged') %}
        {% for source in graph.sources.values() if source.source_name == 'staged' %}
            {% set files = (folder ~ '/' ~ source.name ~ '/*.parquet') | replace("'", "''") %}
            {% set found = run_query("select count(*) from glob('" ~ files ~ "')").columns[0].values()[0] %}
            {% do run_query(staged_view_sql(source, files if found else none)) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{% macro staged_view_sql(source, files) %}
    create or replace view staged.{{ source.name }} as
    select
        {% for column in source.columns.values() %}
        {{ column.name if files else 'cast(null as ' ~ column.data_type ~ ') as ' ~ column.name }}
        {{- ',' if not loop.last }}
        {% endfor %}
    {% if files %}
    from {{ read_parquet_files(files) }}
    {% else %}
    where false
    {% endif %}
{% endmacro %}


{# The one place that knows how an engine names a set of parquet files. #}
{% macro read_parquet_files(files) %}
    {{- return(adapter.dispatch('read_parquet_files')(files)) -}}
{% endmacro %}

{% macro default__read_parquet_files(files) %}
    {{- return("read_parquet('" ~ files ~ "')") -}}
{% endmacro %}

{% macro spark__read_parquet_files(files) %}
    {{- return('parquet.`' ~ files ~ '`') -}}
{% endmacro %}
