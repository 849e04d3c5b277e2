with

levels as (
    select * from {{ ref('int_amounts__own_year') }}
),

prior_levels as (
    select * from levels
),

paired as (
    select
        levels.*,
        prior_levels.amount_id as prior_amount_id,
        prior_levels.document_id as prior_document_id,
        prior_levels.fiscal_year as prior_fiscal_year,
        prior_levels.level_yuan as prior_level_yuan,
        levels.level_yuan - prior_levels.level_yuan as difference_yuan
    from levels
    -- The same body, scope and account: a department with its units is not its own office a year later.
    inner join prior_levels
        on
            levels.organization_id = prior_levels.organization_id
            and levels.region_code is not distinct from prior_levels.region_code
            and levels.known_scope is not distinct from prior_levels.known_scope
            and levels.account_code = prior_levels.account_code
            and levels.project_id is not distinct from prior_levels.project_id
            and levels.phase = prior_levels.phase
            and levels.fiscal_year = prior_levels.fiscal_year + 1
    where levels.document_id != prior_levels.document_id
)

select
    amount_id || ':' || prior_amount_id as change_id,
    document_id,
    prior_document_id,
    organization_id,
    region_code,
    fiscal_year,
    prior_fiscal_year as base_year,
    'prior_year' as compared_with,
    phase,
    phase as base_phase,
    account_code,
    account_label,
    project_id,
    {{ change_direction('difference_yuan') }} as direction,
    cast(difference_yuan as decimal(20, 2)) as change_yuan,
    {{ change_in_percent('difference_yuan', 'prior_level_yuan') }} as change_pct,
    cast(level_yuan as decimal(20, 2)) as current_yuan,
    cast(prior_level_yuan as decimal(20, 2)) as prior_yuan,
    origin,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from paired
