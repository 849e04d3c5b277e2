{{ config(severity='error') }}

{% set facts = [
    ('fct_amounts', ref('fct_amounts'), 'amount_id'),
    ('fct_yoy_changes', ref('fct_yoy_changes'), 'change_id'),
    ('fct_indicators', ref('fct_indicators'), 'indicator_id'),
    ('fct_project_budgets', ref('stg_projects'), 'project_budget_id'),
    ('fct_disbursement_plans', ref('fct_disbursement_plans'), 'plan_id'),
    ('fct_procurements', ref('fct_procurements'), 'procurement_id'),
    ('fct_fixed_assets', ref('fct_fixed_assets'), 'fixed_asset_id'),
    ('document_definitions', ref('document_definitions'), 'definition_id'),
    ('document_institutions', ref('document_institutions'), 'institution_id'),
] %}

-- The way from a figure to the fact that uses it leads somewhere.
with

figures as (
    select * from {{ ref('fct_figures') }}
    where fact_table is not null
),

facts as (
    {% for table, relation, key in facts %}
    select
        '{{ table }}' as fact_table,
        {{ key }} as fact_id
    from {{ relation }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
)

select
    figures.figure_id,
    figures.document_id,
    figures.quote,
    figures.fact_table,
    figures.fact_id
from figures
left join facts
    on
        figures.fact_table = facts.fact_table
        and figures.fact_id = facts.fact_id
where facts.fact_id is null
