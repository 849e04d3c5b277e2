with recursive

project_years as (
    select * from {{ ref('int_projects__yearly') }}
    where organization_id is not null and fiscal_year is not null
),

successions as (
    select * from {{ ref('int_projects__succeeding') }}
),

projects as (
    select distinct
        organization_id,
        project_id
    from project_years
),

beginnings as (
    select
        projects.organization_id,
        projects.project_id
    from projects
    left join successions on projects.project_id = successions.project_id
    where successions.project_id is null
),

-- From the first project on, link by link: each has one successor at most.
histories as (
    select
        project_id as history_id,
        project_id
    from beginnings

    union all

    select
        histories.history_id,
        successions.project_id
    from histories
    inner join successions on histories.project_id = successions.predecessor_id
),

-- What the project is to cost: the first of resolved targets, stated budget and literal targets that is known.
monied as (
    select
        histories.history_id,
        project_years.*,
        coalesce(
            project_years.cost_resolved_yuan, project_years.budget_yuan, project_years.cost_literal_yuan
        ) as cost_yuan,
        case
            -- A cost that is proved to be the stated budget needs no name of its own.
            when project_years.cost_resolved_yuan = project_years.budget_yuan then 'budget'
            when project_years.cost_resolved_yuan is not null then 'resolved'
            when project_years.budget_yuan is not null then 'budget'
            when project_years.cost_literal_yuan is not null then 'literal'
        end as cost_source,
        row_number() over (
            partition by project_years.project_id
            order by project_years.fiscal_year
        ) as year_of_name
    from project_years
    inner join histories on project_years.project_id = histories.project_id
),

continued as (
    select
        *,
        lag(project_id) over (partition by history_id order by fiscal_year, project_id) as previous_project_id,
        lag(fiscal_year) over (partition by history_id order by fiscal_year, project_id) as previous_year,
        lag(budget_yuan) over (partition by history_id order by fiscal_year, project_id) as previous_budget_yuan,
        lag(cost_yuan) over (partition by history_id order by fiscal_year, project_id) as previous_cost_yuan,
        lag(cost_source) over (partition by history_id order by fiscal_year, project_id) as previous_cost_source,
        min(fiscal_year) over (partition by history_id) as first_year,
        max(fiscal_year) over (partition by history_id) as last_year,
        count(*) over (partition by history_id) as year_count,
        sum(case when year_of_name = 1 then 1 else 0 end) over (partition by history_id) as name_count
    from monied
),

-- A stated budget and a sum of targets are not compared: their difference would be of two kinds of numbers.
compared as (
    select
        *,
        case when cost_source = previous_cost_source then cost_yuan - previous_cost_yuan end as difference_yuan
    from continued
)

select
    compared.history_id,
    compared.project_id,
    compared.project_name,
    compared.organization_id,
    compared.region_code,
    compared.fiscal_year,
    compared.document_id,
    compared.previous_project_id as linked_from_project_id,
    compared.previous_year as linked_from_year,
    case
        when compared.previous_project_id = compared.project_id then cast(1.0 as decimal(28, 8))
        when compared.previous_project_id is not null then successions.similarity
    end as similarity,
    compared.budget_yuan,
    compared.previous_budget_yuan,
    cast(compared.cost_yuan as decimal(20, 2)) as cost_yuan,
    compared.cost_source,
    cast(compared.previous_cost_yuan as decimal(20, 2)) as previous_cost_yuan,
    cast(compared.difference_yuan as decimal(20, 2)) as change_yuan,
    {{ change_in_percent('compared.difference_yuan', 'compared.previous_cost_yuan') }} as change_pct,
    compared.first_year,
    compared.last_year,
    cast(compared.year_count as integer) as year_count,
    cast(compared.name_count as integer) as name_count
from compared
left join successions on compared.project_id = successions.project_id
order by compared.fiscal_year nulls last, compared.region_code nulls last, compared.organization_id
