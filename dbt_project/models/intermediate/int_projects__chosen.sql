with

projects as (
    select * from {{ ref('stg_projects') }}
),

amounts as (
    select * from {{ ref('stg_amounts') }}
),

indicators as (
    select * from {{ ref('stg_indicators') }}
),

plans as (
    select * from {{ ref('stg_disbursement_plans') }}
),

procurements as (
    select * from {{ ref('stg_procurements') }}
),

changes as (
    select * from {{ ref('stg_changes') }}
),

-- A fact may know of a project that has no table of its own, such as a line of a procurement table.
mentions as (
    select
        project_id,
        project_name,
        project_code,
        organization_id,
        region_code,
        theme,
        fiscal_year,
        document_id,
        0 as mention_rank,
        project_budget_id as mention_id
    from projects

    union all

    select
        project_id,
        project_label,
        cast(null as varchar) as project_code,
        organization_id,
        region_code,
        cast(null as varchar) as theme,
        fiscal_year,
        document_id,
        1 as mention_rank,
        procurement_id as mention_id
    from procurements

    {% for fact, key in [
        ('amounts', 'amount_id'), ('indicators', 'indicator_id'), ('plans', 'plan_id'), ('changes', 'change_id')
    ] %}
    union all

    select
        project_id,
        cast(null as varchar) as project_name,
        cast(null as varchar) as project_code,
        organization_id,
        region_code,
        cast(null as varchar) as theme,
        fiscal_year,
        document_id,
        2 as mention_rank,
        {{ key }} as mention_id
    from {{ fact }}
    {% endfor %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by project_id
            order by
                mention_rank asc,
                case when project_name is null then 1 else 0 end,
                fiscal_year desc nulls last,
                document_id asc,
                mention_id asc
        ) as latest_rank
    from mentions
    where project_id is not null
),

summed as (
    select
        project_id,
        max(project_code) as project_code,
        min(theme) as theme,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year,
        count(distinct document_id) as document_count
    from ranked
    group by project_id
)

select
    ranked.project_id,
    ranked.project_name,
    -- The latest document may leave the code out that an earlier one prints.
    coalesce(ranked.project_code, summed.project_code) as project_code,
    ranked.organization_id,
    ranked.region_code,
    coalesce(ranked.theme, summed.theme) as theme,
    summed.first_fiscal_year,
    summed.last_fiscal_year,
    cast(summed.document_count as integer) as document_count
from ranked
inner join summed on ranked.project_id = summed.project_id
where ranked.latest_rank = 1
