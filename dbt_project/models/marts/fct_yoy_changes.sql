{# What every way to know a change says of it, before and after the columns that only some of them have. #}
{% set change_columns = [
    'change_id', 'document_id', 'organization_id', 'region_code', 'fiscal_year', 'base_year', 'compared_with',
    'phase', 'base_phase', 'account_code', 'account_label', 'project_id', 'direction', 'change_yuan', 'change_pct',
    'current_yuan', 'prior_yuan',
] %}
{% set place_columns = ['origin', 'section_id', 'line_no', 'line_end', 'char_start', 'char_end', 'quote'] %}

with

stated as (
    select * from {{ ref('int_changes__stated') }}
),

implied_by_levels as (
    select * from {{ ref('int_changes__implied_by_levels') }}
),

implied_by_total as (
    select * from {{ ref('int_changes__implied_by_total') }}
),

across_documents as (
    select * from {{ ref('int_changes__across_documents') }}
),

unioned as (
    {% for method, relation, stated_change_id, prior_document_id, reason in [
        ('stated', 'stated', none, none, 'reason'),
        ('implied', 'implied_by_levels', 'stated_change_id', none, 'reason'),
        ('implied', 'implied_by_total', 'stated_change_id', none, 'reason'),
        ('cross_document', 'across_documents', none, 'prior_document_id', none),
    ] %}
    select
        {{ change_columns | join(',\n        ') }},
        '{{ method }}' as method,
        {{ stated_change_id or 'cast(null as varchar)' }} as stated_change_id,
        {{ prior_document_id or 'cast(null as varchar)' }} as prior_document_id,
        {{ reason or 'cast(null as varchar)' }} as reason,
        {{ place_columns | join(',\n        ') }}
    from {{ relation }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select
    {{ change_columns | join(',\n    ') }},
    method,
    stated_change_id,
    prior_document_id,
    reason,
    {{ place_columns | join(',\n    ') }}
from unioned
-- An analyst asks for years and regions: rows that are asked for together lie together, the others are skipped.
order by fiscal_year nulls last, region_code nulls last, document_id, line_no, char_start
