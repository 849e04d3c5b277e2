with

changes as (
    select * from {{ ref('stg_changes') }}
    where {{ is_to_be_audited() }}
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

-- An account that has one level in the document is of one scope: so are the comparisons of it.
comparable as (
    select
        changes.*,
        changes.document_id
        || '|' || changes.account_code
        || '|' || cast(changes.fiscal_year as varchar)
        || '|' || cast(changes.base_year as varchar)
        || '|' || changes.compared_with
        || '|' || coalesce(changes.phase, '')
        || '|' || coalesce(changes.base_phase, '')
        || '|' || coalesce(changes.project_id, '') as change_key,
        case when changes.direction = 'flat' then coalesce(changes.change_yuan, 0) else changes.change_yuan end
            as moved_yuan
    from changes
    inner join levels
        on
            changes.document_id = levels.document_id
            and changes.account_code = levels.account_code
            and changes.project_id is not distinct from levels.project_id
            and changes.fiscal_year = levels.fiscal_year
            and changes.phase = levels.phase
),

repeated as (
    select
        change_key,
        min(change_id) as subject_id,
        min(document_id) as document_id,
        min(organization_id) as organization_id,
        min(region_code) as region_code,
        min(fiscal_year) as fiscal_year,
        min(project_id) as project_id,
        min(account_label) as subject_zh,
        min(account_code) as subject_en,
        max(moved_yuan) as highest_yuan,
        min(moved_yuan) as lowest_yuan,
        max({{ half_digit_yuan('moved_yuan') }}) + min({{ half_digit_yuan('moved_yuan') }}) as yuan_tolerance,
        max(change_pct) as highest_pct,
        min(change_pct) as lowest_pct,
        -- A percentage of one digit may be that of two, rounded; noughts may be cut off.
        max({{ last_digit('change_pct') }}) as pct_tolerance,
        count(moved_yuan) as yuan_count,
        count(change_pct) as pct_count,
        {{ distinct_list('line_no') }} as evidence_lines
    from comparable
    group by change_key
    having count(*) >= 2
),

-- The amounts tell more than their percentages.
compared as (
    select
        *,
        case when yuan_count >= 2 and highest_yuan - lowest_yuan > yuan_tolerance then 1 else 0 end as is_yuan_off,
        case when pct_count >= 2 and highest_pct - lowest_pct > 0.5 * pct_tolerance then 1 else 0 end as is_pct_off
    from repeated
    where yuan_count >= 2 or pct_count >= 2
),

concluded as (
    select
        *,
        case when is_yuan_off = 1 or is_pct_off = 1 then 'review' else 'pass' end as status,
        case when yuan_count >= 2 and (is_yuan_off = 1 or is_pct_off = 0) then highest_yuan else highest_pct end
            as left_value,
        case when yuan_count >= 2 and (is_yuan_off = 1 or is_pct_off = 0) then lowest_yuan else lowest_pct end
            as right_value,
        case
            when yuan_count >= 2 and (is_yuan_off = 1 or is_pct_off = 0) then yuan_tolerance
            else 0.5 * pct_tolerance
        end as tolerance
    from compared
)

select
    {{ audit_result_columns("'account_has_one_value'") }}
from concluded
