{#
    Schema `zh`: each table of `main` as a view with Chinese names, made from `label_zh` in the YAML.

    Beside a code stand its name and its Chinese reading, beside yuan stand 万元. The views name no
    database, so that they hold when the built file is published under another name.
#}
{% macro create_zh_views() %}
    {% if execute %}
        {% set models = [] %}
        {% for node in graph.nodes.values()
            if node.resource_type == 'model' and node.schema == 'main' and node.config.meta.get('label_zh') %}
            {% if adapter.get_relation(database=node.database, schema=node.schema, identifier=node.name) %}
                {% do models.append(node) %}
            {% endif %}
        {% endfor %}
        {% set dimensions = models | selectattr('config.meta.key_column', 'defined') | list %}
        {% do run_query('create schema if not exists zh') %}
        {% for model in models %}
            {% do run_query(zh_view_sql(model, dimensions) ~ ';' ~ zh_comments_sql(model)) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{% macro zh_view_sql(model, dimensions) %}
    {% set labels = model.columns.values() | map(attribute='config.meta.label_zh') | list %}
    {% set expressions = [] %}
    {% set joins = [] %}
    {% for column in model.columns.values() %}
        {% set label = column.config.meta.label_zh %}
        {% do expressions.append('facts.' ~ column.name ~ ' as "' ~ label ~ '"') %}
        {% if column.name.endswith('_yuan') %}
            {# Multiplied, not divided: the quotient of two decimals would be a binary float. #}
            {% do expressions.append(
                'cast(facts.' ~ column.name ~ ' * cast(0.0001 as decimal(5, 4)) as decimal(20, 6)) as "'
                ~ label.replace('_元', '_万元') ~ '"'
            ) %}
        {% endif %}
        {% set readings = column.config.meta.get('values_zh') %}
        {% if readings %}
            {% set cases = [] %}
            {% for value, reading in readings.items() %}
                {% do cases.append("when '" ~ value ~ "' then '" ~ reading ~ "'") %}
            {% endfor %}
            {% do expressions.append('case facts.' ~ column.name ~ ' ' ~ cases | join(' ') ~ ' end as "' ~ label ~ '中文"') %}
        {% endif %}
        {% for dimension in dimensions
            if dimension.config.meta.key_column == column.name and dimension.name != model.name %}
            {% set name_column = dimension.columns[dimension.config.meta.name_column] %}
            {% set name_label = name_column.config.meta.label_zh %}
            {% if name_label == '标题' %}
                {% set name_label = dimension.config.meta.label_zh ~ name_label %}
            {% endif %}
            {% if name_label not in labels %}
                {% do expressions.append(dimension.name ~ '.' ~ name_column.name ~ ' as "' ~ name_label ~ '"') %}
                {% do joins.append(
                    'left join main.' ~ dimension.name ~ ' on facts.' ~ column.name ~ ' = ' ~ dimension.name ~ '.' ~ column.name
                ) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    create or replace view zh."{{ model.config.meta.label_zh }}" as
    select {{ expressions | join(', ') }}
    from main.{{ model.name }} as facts
    {{ joins | join(' ') }}
{% endmacro %}


{# The descriptions of the table and its columns, on the view. #}
{% macro zh_comments_sql(model) %}
    {% set view = 'zh."' ~ model.config.meta.label_zh ~ '"' %}
    comment on view {{ view }} is {{ duckdb_escape_comment(model.description) }};
    {% for column in model.columns.values() %}
    comment on column {{ view }}."{{ column.config.meta.label_zh }}" is {{ duckdb_escape_comment(column.description) }};
    {% endfor %}
{% endmacro %}
