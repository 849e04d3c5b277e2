with

changes as (
    select * from {{ ref('stg_changes') }}
),

-- 持平 states a change of nothing without writing the nought.
leveled as (
    select
        *,
        case when direction = 'flat' and change_yuan is null then 0 else change_yuan end as stated_change_yuan
    from changes
)

select
    change_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    base_year,
    compared_with,
    phase,
    base_phase,
    account_code,
    account_label,
    project_id,
    coalesce(direction, {{ change_direction('stated_change_yuan') }}) as direction,
    cast(stated_change_yuan as decimal(20, 2)) as change_yuan,
    change_pct,
    current_yuan,
    prior_yuan,
    reason,
    origin,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from leveled
