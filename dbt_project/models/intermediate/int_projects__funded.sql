with

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
    where project_id is not null
)

select
    document_id,
    project_id,
    fiscal_year,
    {% for column, account, phase in [
        ('budget_yuan', 'project', 'budget'),
        ('fiscal_funds_yuan', 'project.fiscal_funds', 'budget'),
        ('other_funds_yuan', 'project.other_funds', 'budget'),
        ('adjusted_budget_yuan', 'project', 'adjusted_budget'),
        ('actual_yuan', 'project', 'actual'),
    ] %}
cast(
    max(case when account_code = '{{ account }}' and phase = '{{ phase }}' then level_yuan end) as decimal(20, 2)
) as {{ column }}
{{- ',' if not loop.last }}
{% endfor %}
from levels
group by document_id, project_id, fiscal_year
