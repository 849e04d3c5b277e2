with

plans as (
    select * from {{ ref('stg_disbursement_plans') }}
    where cumulative_pct is not null and checkpoint_month is not null
),

projects as (
    select * from {{ ref('int_projects__chosen') }}
),

ordered as (
    select
        plans.*,
        coalesce(projects.project_name, plans.document_id) as subject_zh,
        coalesce(projects.project_name, plans.document_id) as subject_en,
        lag(plans.cumulative_pct) over (
            partition by plans.document_id, plans.project_id
            order by plans.checkpoint_month, plans.plan_id
        ) as previous_pct,
        row_number() over (
            partition by plans.document_id, plans.project_id
            order by plans.checkpoint_month desc, plans.plan_id desc
        ) as last_rank
    from plans
    left join projects on plans.project_id = projects.project_id
),

compared as (
    select
        'disbursement_never_falls' as rule_id,
        plan_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        subject_zh,
        subject_en,
        cumulative_pct as left_value,
        previous_pct as right_value,
        case when cumulative_pct >= previous_pct then 'pass' else 'fail' end as status,
        {{ pair_list('line_no', 'line_end') }} as evidence_lines
    from ordered
    where previous_pct is not null

    union all

    select
        'disbursement_ends_at_hundred' as rule_id,
        plan_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        subject_zh,
        subject_en,
        cumulative_pct as left_value,
        100 as right_value,
        case when cumulative_pct = 100 then 'pass' else 'fail' end as status,
        {{ pair_list('line_no', 'line_end') }} as evidence_lines
    from ordered
    where last_rank = 1
),

concluded as (
    select
        *,
        0 as tolerance
    from compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
