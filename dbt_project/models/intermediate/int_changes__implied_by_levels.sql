with

changes as (
    select * from {{ ref('int_changes__stated') }}
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

base_levels as (
    select * from levels
),

-- The two levels are in the sentence of the comparison or elsewhere in the same document.
with_levels as (
    select
        changes.*,
        coalesce(changes.current_yuan, levels.level_yuan) as known_current_yuan,
        coalesce(changes.prior_yuan, base_levels.level_yuan) as known_base_yuan
    from changes
    left join levels
        on
            changes.document_id = levels.document_id
            and changes.account_code = levels.account_code
            and changes.project_id is not distinct from levels.project_id
            and changes.fiscal_year = levels.fiscal_year
            and changes.phase = levels.phase
    left join base_levels
        on
            changes.document_id = base_levels.document_id
            and changes.account_code = base_levels.account_code
            and changes.project_id is not distinct from base_levels.project_id
            and changes.base_year = base_levels.fiscal_year
            and changes.base_phase = base_levels.phase
),

-- Of current, prior and change any two give the third.
completed as (
    select
        *,
        coalesce(known_base_yuan, known_current_yuan - change_yuan) as known_prior_yuan,
        coalesce(change_yuan, known_current_yuan - known_base_yuan) as known_change_yuan
    from with_levels
)

select
    change_id || ':implied' as change_id,
    change_id as stated_change_id,
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
    {{ change_direction('known_change_yuan') }} as direction,
    cast(known_change_yuan as decimal(20, 2)) as change_yuan,
    coalesce(change_pct, {{ change_in_percent('known_change_yuan', 'known_prior_yuan') }}) as change_pct,
    cast(known_current_yuan as decimal(20, 2)) as current_yuan,
    cast(known_prior_yuan as decimal(20, 2)) as prior_yuan,
    reason,
    origin,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from completed
where
    -- Nothing is left to imply where the sentence itself states prior and change.
    (change_yuan is null or prior_yuan is null)
    -- Where the document contradicts itself nothing follows: that is the finding of an audit rule.
    and known_current_yuan - known_prior_yuan = known_change_yuan
