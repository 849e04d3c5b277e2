{#
    The warehouse that is published while the next one is built: its facts as views of schema `previous`, each
    (fact_id, document_id, row_hash), and when it was published. Empty where nothing was published yet.
#}
{% macro compared_facts() %}
    {{- return([
        ('fct_amounts', 'amount_id'),
        ('fct_disbursement_plans', 'plan_id'),
        ('fct_fixed_assets', 'fixed_asset_id'),
        ('fct_indicators', 'indicator_id'),
        ('fct_procurements', 'procurement_id'),
        ('fct_project_budgets', 'project_budget_id'),
        ('fct_yoy_changes', 'change_id'),
    ]) -}}
{% endmacro %}


{# One number for all that a row says; the engines name the function differently. #}
{% macro row_hash(alias) %}
    {{- return(adapter.dispatch('row_hash')(alias)) -}}
{% endmacro %}

{% macro default__row_hash(alias) %}
    {{- return('hash(' ~ alias ~ ')') -}}
{% endmacro %}

{% macro spark__row_hash(alias) %}
    {{- return('xxhash64(to_json(struct(' ~ alias ~ '.*)))') -}}
{% endmacro %}


{% macro create_previous_views() %}
    {% if execute %}
        {% set published = (staged_folder() | trim) ~ '/../warehouse/parquet' %}
        {% do run_query('create schema if not exists previous') %}
        {% set documents = published ~ '/dim_document/*.parquet' %}
        {% set has_any = previous_file_count(documents) > 0 %}
        {% for table, key in compared_facts() %}
            {% set files = published ~ '/' ~ table ~ '/*.parquet' %}
            {% set is_there = has_any and previous_file_count(files) > 0 %}
            {% do run_query(previous_view_sql(table, key, files if is_there else none, documents)) %}
        {% endfor %}
        {% do create_settled_views() %}
    {% endif %}
{% endmacro %}


{#
    What may be taken over from the published warehouse: the documents that the build names as settled, and whole
    tables beside them. All are empty when no document is settled: then what is published may have other columns.
    The tables are those of the database, not of the parquet files: its blocks have checksums, so that what a disk
    changed ends in an error and not in a finding that is handed on from night to night.
#}
{% macro create_settled_views() %}
    {% set settled = env_var('YUSUAN_BUILD_DB', 'data/warehouse/.build') ~ '.settled.parquet' %}
    {% set settled_files = read_parquet_files(settled | replace("'", "''")) %}
    {% set has_any = previous_file_count(settled) > 0
        and run_query('select count(*) from ' ~ settled_files).columns[0].values()[0] > 0 %}
    {% if has_any %}
        {% set published = (staged_folder() | trim) ~ '/../warehouse/budget.duckdb' %}
        {% do run_query("attach if not exists '" ~ (published | replace("'", "''")) ~ "' as published (read_only)") %}
    {% endif %}
    {% do run_query(
        'create or replace view previous.settled_documents as select settled.document_id from '
        ~ (settled_files if has_any else '(select cast(null as varchar) as document_id where false)')
        ~ ' as settled'
    ) %}
    {% for table in ['fct_audit_results', 'dim_account'] %}
        {% set model = graph.nodes['model.' ~ project_name ~ '.' ~ table] %}
        {% set columns %}
            {% for column in model.columns.values() %}
            cast({{ column.name if has_any else 'null' }} as {{ column.data_type }}) as {{ column.name }}
            {{- ',' if not loop.last }}
            {% endfor %}
        {% endset %}
        {% do run_query(
            'create or replace view previous.' ~ table ~ ' as select ' ~ columns
            ~ (' from published.main.' ~ table if has_any else ' where false')
        ) %}
    {% endfor %}
{% endmacro %}


{% macro previous_file_count(files) %}
    {% set quoted = files | replace("'", "''") %}
    {{- return(run_query("select count(*) from glob('" ~ quoted ~ "')").columns[0].values()[0]) -}}
{% endmacro %}


{% macro previous_view_sql(table, key, files, documents) %}
    create or replace view previous.{{ table }} as
    {% if files %}
    select
        facts.{{ key }} as fact_id,
        facts.document_id,
        {{ row_hash('facts') }} as row_hash
    from {{ read_parquet_files(files | replace("'", "''")) }} as facts
    inner join {{ read_parquet_files(documents | replace("'", "''")) }} as documents
        on facts.document_id = documents.document_id
    where documents.is_current
    {% else %}
    select
        cast(null as varchar) as fact_id,
        cast(null as varchar) as document_id,
        cast(null as ubigint) as row_hash
    where false
    {% endif %}
{% endmacro %}
