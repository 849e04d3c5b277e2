with

changes as (
    select * from {{ ref('int_changes__stated') }}
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

-- The level of the year is in the sentence of the comparison or elsewhere in the same document.
with_level as (
    select
        changes.*,
        coalesce(changes.current_yuan, levels.level_yuan) as known_current_yuan
    from changes
    left join levels
        on
            changes.document_id = levels.document_id
            and changes.account_code = levels.account_code
            and changes.project_id is not distinct from levels.project_id
            and changes.fiscal_year = levels.fiscal_year
            and changes.phase = levels.phase
),

-- Of current, prior and change any two give the third; where the document states all three nothing is left to imply.
completed as (
    select
        *,
        coalesce(prior_yuan, known_current_yuan - change_yuan) as known_prior_yuan,
        coalesce(change_yuan, known_current_yuan - prior_yuan) as known_change_yuan
    from with_level
    where
        known_current_yuan is not null
        and (
            (change_yuan is not null and prior_yuan is null)
            or (change_yuan is null and prior_yuan is not null)
        )
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
