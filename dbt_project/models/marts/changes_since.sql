with

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

{% for table, key in compared_facts() %}
{{ table }} as (
    select
        facts.{{ key }} as fact_id,
        facts.document_id,
        {{ row_hash('facts') }} as row_hash
    from {{ ref(table) }} as facts
    inner join documents on facts.document_id = documents.document_id
    -- A document that was replaced or removed has left: its facts are gone for who asks about today.
    where documents.is_current
),

previous_{{ table }} as (
    select
        fact_id,
        document_id,
        row_hash
    from previous.{{ table }}
),

{% endfor %}
-- Most nights nothing changes in most documents: a count and a sum tell which are worth comparing row by row.
weighed as (
    {% for table, key in compared_facts() %}
    select
        '{{ table }}' as fact_table,
        document_id,
        count(*) as fact_count,
        sum(cast(row_hash % 1000000007 as bigint)) as weight,
        0 as previous_fact_count,
        0 as previous_weight
    from {{ table }}
    group by document_id

    union all

    select
        '{{ table }}' as fact_table,
        document_id,
        0 as fact_count,
        0 as weight,
        count(*) as previous_fact_count,
        sum(cast(row_hash % 1000000007 as bigint)) as previous_weight
    from previous_{{ table }}
    group by document_id
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

compared_documents as (
    select
        fact_table,
        document_id
    from weighed
    group by fact_table, document_id
    having
        sum(fact_count) != sum(previous_fact_count)
        or sum(weight) != sum(previous_weight)
),

{% for table, key in compared_facts() %}
today_{{ table }} as (
    select
        {{ table }}.fact_id,
        {{ table }}.document_id,
        {{ table }}.row_hash
    from {{ table }}
    inner join compared_documents
        on
            {{ table }}.document_id = compared_documents.document_id
            and compared_documents.fact_table = '{{ table }}'
),

before_{{ table }} as (
    select
        previous_{{ table }}.fact_id,
        previous_{{ table }}.document_id,
        previous_{{ table }}.row_hash
    from previous_{{ table }}
    inner join compared_documents
        on
            previous_{{ table }}.document_id = compared_documents.document_id
            and compared_documents.fact_table = '{{ table }}'
),

{% endfor %}
paired as (
    {% for table, key in compared_facts() %}
    select
        '{{ table }}' as fact_table,
        coalesce(today_{{ table }}.document_id, before_{{ table }}.document_id) as document_id,
        case when before_{{ table }}.fact_id is null then 1 else 0 end as is_added,
        case when today_{{ table }}.fact_id is null then 1 else 0 end as is_removed,
        case when today_{{ table }}.row_hash != before_{{ table }}.row_hash then 1 else 0 end as is_altered
    from today_{{ table }}
    full outer join before_{{ table }} on today_{{ table }}.fact_id = before_{{ table }}.fact_id
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

counted as (
    select
        document_id,
        fact_table,
        sum(is_added) as facts_added,
        sum(is_removed) as facts_removed,
        sum(is_altered) as facts_altered
    from paired
    group by document_id, fact_table
)

select
    counted.document_id,
    documents.source_path,
    documents.is_current,
    counted.fact_table,
    cast(counted.facts_added as integer) as facts_added,
    cast(counted.facts_removed as integer) as facts_removed,
    cast(counted.facts_altered as integer) as facts_altered
from counted
-- A document whose source is gone altogether has no path any more.
left join documents on counted.document_id = documents.document_id
