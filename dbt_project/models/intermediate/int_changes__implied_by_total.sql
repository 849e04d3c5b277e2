with

changes as (
    select * from {{ ref('int_changes__stated') }}
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

balance_sides as (
    {{ balance_sides_rows() }}
),

total_levels as (
    select * from levels
),

-- "收支安排 1551.33 万元，较上年减少 965.41 万元" says of revenue and of expenditure what it says of the total.
carried_over as (
    select
        changes.*,
        balance_sides.side_account_code,
        levels.account_label as side_account_label,
        levels.level_yuan as side_level_yuan,
        coalesce(changes.current_yuan, total_levels.level_yuan) as total_level_yuan
    from changes
    inner join balance_sides on changes.account_code = balance_sides.total_account_code
    inner join levels
        on
            changes.document_id = levels.document_id
            and balance_sides.side_account_code = levels.account_code
            and changes.project_id is not distinct from levels.project_id
            and changes.fiscal_year = levels.fiscal_year
            and changes.phase = levels.phase
    left join total_levels
        on
            changes.document_id = total_levels.document_id
            and changes.account_code = total_levels.account_code
            and changes.project_id is not distinct from total_levels.project_id
            and changes.fiscal_year = total_levels.fiscal_year
            and changes.phase = total_levels.phase
    where changes.change_yuan is not null
),

-- What the document says of the side itself stands above what it says of the total, and a side that differs
-- from the total was not meant.
unspoken as (
    select carried_over.*
    from carried_over
    left join changes as own_changes
        on
            carried_over.document_id = own_changes.document_id
            and carried_over.side_account_code = own_changes.account_code
            and carried_over.project_id is not distinct from own_changes.project_id
            and carried_over.fiscal_year is not distinct from own_changes.fiscal_year
            and carried_over.compared_with is not distinct from own_changes.compared_with
    where
        own_changes.change_id is null
        and coalesce(carried_over.total_level_yuan, carried_over.side_level_yuan) = carried_over.side_level_yuan
)

select
    change_id || ':' || side_account_code as change_id,
    change_id as stated_change_id,
    document_id,
    organization_id,
    region_code,
    fiscal_year,
    base_year,
    compared_with,
    phase,
    base_phase,
    side_account_code as account_code,
    side_account_label as account_label,
    project_id,
    {{ change_direction('change_yuan') }} as direction,
    change_yuan,
    coalesce(change_pct, {{ change_in_percent('change_yuan', 'side_level_yuan - change_yuan') }}) as change_pct,
    cast(side_level_yuan as decimal(20, 2)) as current_yuan,
    cast(side_level_yuan - change_yuan as decimal(20, 2)) as prior_yuan,
    reason,
    origin,
    section_id,
    line_no,
    line_end,
    char_start,
    char_end,
    quote
from unspoken
