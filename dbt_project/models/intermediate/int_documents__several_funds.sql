with

precise as (
    select * from {{ ref('int_amounts__precise') }}
    where project_id is null
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
    where project_id is null
),

-- Money that is not of the general public budget of the year.
other_funds as (
    select
        document_id,
        fiscal_year,
        phase
    from precise
    where
        level_yuan > 0
        and (
            account_code in ('expenditure.government_fund', 'expenditure.state_capital')
            or account_code like 'expenditure.carried_forward%'
            or account_code like 'fiscal_appropriation.carried%'
            or (
                account_code like 'revenue.%'
                and account_code not in (
                    'revenue.current_year', 'revenue.fiscal_appropriation', 'revenue.general_public_budget'
                )
            )
        )
),

wholes as (
    select * from levels
    where account_code in ('expenditure', 'expenditure.current_year')
),

general_budgets as (
    select * from levels
    where account_code = 'expenditure.general_public_budget'
),

differing as (
    select
        wholes.document_id,
        wholes.fiscal_year,
        wholes.phase
    from wholes
    inner join general_budgets
        on
            wholes.document_id = general_budgets.document_id
            and wholes.fiscal_year = general_budgets.fiscal_year
            and wholes.phase = general_budgets.phase
    where wholes.level_yuan != general_budgets.level_yuan
)

select * from other_funds

union

select * from differing
