{{ config(severity='error') }}

-- What is computed adds up exactly; what is stated has a sign that agrees with its word.
select
    change_id,
    document_id,
    method,
    direction,
    change_yuan,
    current_yuan,
    prior_yuan
from {{ ref('fct_yoy_changes') }}
where
    (
        method in ('implied', 'cross_document')
        and (
            change_yuan is null
            or current_yuan is null
            or prior_yuan is null
            or current_yuan - prior_yuan != change_yuan
        )
    )
    or (direction = 'increase' and change_yuan <= 0)
    or (direction = 'decrease' and change_yuan >= 0)
    or (direction = 'flat' and change_yuan != 0)
