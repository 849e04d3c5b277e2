{#
    Tables that are sorted copies of staged rows, built in slices of years when they are large.

    DuckDB sorts by year and region what does not fit into its memory on disk: a hundred million indicators with all
    their text spilled more than 70 GB. Years are what the table is sorted by first, so that slices of years, each
    sorted by itself and put behind the one before, give the same table. Each slice reads the staged rows again,
    which costs less than what it spares.

    A model says so by `meta: {sliced_from: <the model whose rows it sorts>}`; `slice_rows` (dbt_project.yml) says how
    many rows a slice may have. A single year may have more: it is a slice of its own then.
#}
{# In place of the adapter's own, for models in SQL; how DuckLake parts and sorts its files is of no concern here. #}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none
) %}
    {% set slices = slices_of_years(config.get('meta', {}).get('sliced_from')) %}
    {% if config.get('contract').enforced and not temporary %}
        {{ get_assert_columns_equivalent(compiled_code) }}
        create table {{ relation }} {{ get_table_columns_and_constraints() }};
        {% for slice in slices or ['true'] %}
        insert into {{ relation }} {{ get_column_names() }} (
            select * from (
                {{ get_select_subquery(compiled_code) }}
            ) as all_years
            where {{ slice }}
        );
        {% endfor %}
    {% else %}
        create {{ 'temporary' if temporary }} table {{ relation.include(database=not temporary, schema=not temporary) }}
        as ({{ compiled_code }});
    {% endif %}
{% endmacro %}


{# Conditions that part the rows of a model by fiscal year, in order; rows without a year come last. #}
{% macro slices_of_years(model) %}
    {% set slices = [] %}
    {% if model and execute %}
        {% set limit = var('slice_rows') | int %}
        {% if run_query('select count(*) from ' ~ ref(model)).columns[0].values()[0] > limit %}
            {% set years = run_query(
                'select fiscal_year, count(*) as row_count from ' ~ ref(model)
                ~ ' where fiscal_year is not null group by fiscal_year order by fiscal_year'
            ) %}
            {% set slice = namespace(from_year=none, row_count=0) %}
            {% for year, row_count in years.rows %}
                {% if slice.row_count > 0 and slice.row_count + row_count > limit %}
                    {% do slices.append('fiscal_year >= ' ~ slice.from_year ~ ' and fiscal_year < ' ~ year) %}
                    {% set slice.row_count = 0 %}
                {% endif %}
                {% set slice.from_year = year if slice.row_count == 0 else slice.from_year %}
                {% set slice.row_count = slice.row_count + row_count %}
            {% endfor %}
            {% if slice.from_year is not none %}
                {% do slices.append('fiscal_year >= ' ~ slice.from_year) %}
            {% endif %}
            {% do slices.append('fiscal_year is null') %}
        {% endif %}
    {% endif %}
    {{- return(slices) -}}
{% endmacro %}
