{% set key_columns = [
    'organization_id', 'region_code', 'scope', 'account_code', 'project_id', 'phase', 'fiscal_year'
] %}
{# What each of the rows that are brought together knows, in order. #}
{% set known_columns = [
    'document_id', 'prior_document_id', 'level_yuan', 'lowest_level_yuan', 'highest_level_yuan', 'told_later_yuan',
    'prior_level_yuan', 'prior_told_yuan', 'stated_change_yuan', 'stated_change_pct', 'implied_change_yuan',
    'implied_change_pct', 'cross_document_change_yuan', 'cross_document_change_pct',
] %}

with

levels as (
    select * from {{ ref('int_amounts__yearly_levels') }}
),

told_levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

changes as (
    select * from {{ ref('fct_yoy_changes') }}
    -- A level of one phase beside a level of the same phase a year before, which is all that two documents can tell.
    where
        compared_with = 'prior_year'
        and base_phase = phase
        and base_year = fiscal_year - 1
),

across_documents as (
    select * from {{ ref('int_changes__across_documents') }}
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
    where is_current and organization_id is not null
),

-- What documents tell of the year before their own: in a comparison, or by printing that year's level.
telling as (
    select
        changes.document_id,
        changes.organization_id,
        changes.region_code,
        documents.scope,
        changes.account_code,
        changes.project_id,
        changes.phase,
        changes.fiscal_year,
        changes.method,
        changes.change_yuan,
        changes.change_pct,
        changes.prior_yuan,
        {{ publication_rank('documents.publication_stage') }} as stage_rank
    from changes
    inner join documents
        on
            changes.document_id = documents.document_id
            and changes.fiscal_year = documents.fiscal_year
    where changes.method in ('stated', 'implied')

    union all

    select
        told_levels.document_id,
        documents.organization_id,
        documents.region_code,
        documents.scope,
        told_levels.account_code,
        told_levels.project_id,
        told_levels.phase,
        documents.fiscal_year,
        'printed' as method,
        cast(null as decimal(20, 2)) as change_yuan,
        cast(null as decimal(28, 8)) as change_pct,
        told_levels.level_yuan as prior_yuan,
        {{ publication_rank('documents.publication_stage') }} as stage_rank
    from told_levels
    inner join documents
        on
            told_levels.document_id = documents.document_id
            and told_levels.fiscal_year = documents.fiscal_year - 1
),

telling_best as (
    select
        *,
        min(stage_rank) over (partition by {{ key_columns | join(', ') }}) as best_stage_rank
    from telling
),

-- Prose and table may both tell: one value where they agree, none where they contradict.
told as (
    select
        {{ key_columns | join(', ') }},
        {% for method in ['stated', 'implied', 'printed'] %}
        {% for value in ['change_yuan', 'change_pct', 'prior_yuan'] %}
        case
            when
                min(case when method = '{{ method }}' then {{ value }} end)
                = max(case when method = '{{ method }}' then {{ value }} end)
                then min(case when method = '{{ method }}' then {{ value }} end)
        end as {{ method }}_{{ value }},
        {% endfor %}
        {% endfor %}
        min(document_id) as document_id
    from telling_best
    where stage_rank = best_stage_rank
    group by {{ key_columns | join(', ') }}
),

told_priors as (
    select
        *,
        coalesce(stated_prior_yuan, implied_prior_yuan, printed_prior_yuan) as prior_told_yuan,
        -- What is as of the end of last year, such as fixed assets, is no comparison with this year.
        coalesce(stated_change_yuan, stated_change_pct, stated_prior_yuan, implied_change_yuan, implied_prior_yuan)
        is not null as is_comparison
    from told
),

{% set relations = [
    ('levels', 'fiscal_year', true, {
        'document_id': 'document_id',
        'level_yuan': 'level_yuan',
        'lowest_level_yuan': 'lowest_yuan',
        'highest_level_yuan': 'highest_yuan',
    }),
    ('levels', 'fiscal_year + 1', false, {'prior_document_id': 'document_id', 'prior_level_yuan': 'level_yuan'}),
    ('told_priors', 'fiscal_year', 'is_comparison', {
        'document_id': 'document_id',
        'prior_told_yuan': 'prior_told_yuan',
        'stated_change_yuan': 'stated_change_yuan',
        'stated_change_pct': 'stated_change_pct',
        'implied_change_yuan': 'implied_change_yuan',
        'implied_change_pct': 'implied_change_pct',
    }),
    ('told_priors', 'fiscal_year - 1', 'prior_told_yuan is not null', {'told_later_yuan': 'prior_told_yuan'}),
    ('across_documents', 'fiscal_year', true, {
        'cross_document_change_yuan': 'change_yuan',
        'cross_document_change_pct': 'change_pct',
    }),
] %}
gathered as (
    {% for relation, fiscal_year, is_known, values in relations %}
    select
        {{ key_columns[:-1] | join(', ') }},
        {{ fiscal_year }} as fiscal_year,
        {% for column in known_columns %}
        {% set column_type = 'varchar' if column.endswith('_id') else
            'decimal(28, 8)' if column.endswith('_pct') else 'decimal(20, 2)' %}
        cast({{ values.get(column, 'null') }} as {{ column_type }}) as {{ column }},
        {% endfor %}
        {{ is_known | lower }} as is_known
    from {{ relation }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

-- Each relation has one row a key: the greatest of what is not NULL is the only one.
rows_of_years as (
    select
        {{ key_columns | join(', ') }},
        {% for column in known_columns %}
        max({{ column }}) as {{ column }},
        {% endfor %}
        -- That a year was disclosed does not make a row of the year after it.
        max(case when is_known then 1 else 0 end) as is_known
    from gathered
    group by {{ key_columns | join(', ') }}
),

-- Current level and told prior level give the change that the document implies without saying it.
completed as (
    select
        *,
        coalesce(implied_change_yuan, level_yuan - prior_told_yuan) as known_implied_yuan
    from rows_of_years
    where is_known = 1
)

select
    {{ key_columns | join(',\n    ') }},
    document_id,
    prior_document_id,
    level_yuan,
    lowest_level_yuan,
    highest_level_yuan,
    told_later_yuan,
    cast(told_later_yuan - level_yuan as decimal(20, 2)) as told_later_difference_yuan,
    prior_level_yuan,
    prior_told_yuan,
    cast(prior_told_yuan - prior_level_yuan as decimal(20, 2)) as prior_difference_yuan,
    stated_change_yuan,
    stated_change_pct,
    cast(known_implied_yuan as decimal(20, 2)) as implied_change_yuan,
    coalesce(
        implied_change_pct, {{ change_in_percent('known_implied_yuan', 'prior_told_yuan') }}
    ) as implied_change_pct,
    cross_document_change_yuan,
    cross_document_change_pct,
    cast(stated_change_yuan - known_implied_yuan as decimal(20, 2)) as stated_minus_implied_yuan,
    cast(stated_change_yuan - cross_document_change_yuan as decimal(20, 2)) as stated_minus_cross_document_yuan,
    cast(known_implied_yuan - cross_document_change_yuan as decimal(20, 2)) as implied_minus_cross_document_yuan,
    cast(
        count(coalesce(level_yuan, told_later_yuan)) over (
            partition by {{ key_columns[:-1] | join(', ') }}
        ) as integer
    ) as known_year_count
from completed
order by fiscal_year nulls last, region_code nulls last, organization_id
