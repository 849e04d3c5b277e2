with

plans as (
    select * from {{ ref('stg_disbursement_plans') }}
    where cumulative_pct is not null and checkpoint_month is not null and project_id is not null
),

projects as (
    select * from {{ ref('int_projects__chosen') }}
),

-- A plan is the list of its checkpoints, each written as one number: 6075 for 75 percent in June.
drawn_up as (
    select
        document_id,
        project_id,
        {{ distinct_list('cast(checkpoint_month * 1000 + cumulative_pct as decimal(12, 2))') }} as checkpoints
    from plans
    group by document_id, project_id
),

document_plans as (
    select
        document_id,
        {{ distinct_list('line_no') }} as plan_lines
    from plans
    group by document_id
),

alike as (
    select
        drawn_up.document_id,
        drawn_up.checkpoints,
        -- A project that is listed twice under one name is one.
        count(distinct projects.project_name) as project_count,
        min(plans.plan_id) as first_plan_id,
        {{ distinct_list('plans.line_no') }} as evidence_lines
    from drawn_up
    inner join projects on drawn_up.project_id = projects.project_id
    inner join plans on drawn_up.document_id = plans.document_id and drawn_up.project_id = plans.project_id
    group by drawn_up.document_id, drawn_up.checkpoints
)

select
    alike.document_id,
    alike.checkpoints,
    alike.project_count,
    alike.first_plan_id,
    alike.evidence_lines,
    document_plans.plan_lines
from alike
inner join document_plans on alike.document_id = document_plans.document_id
