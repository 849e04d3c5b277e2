{{ config(severity='error') }}

-- A stated value has a value unless the document nowhere names its unit; a stated nought is nought; what is
-- blank or not arranged was not stated.
select
    amount_id,
    document_id,
    quote,
    value_state,
    amount_yuan
from {{ ref('fct_amounts') }}
where
    (
        value_state in ('stated', 'stated_zero', 'derived', 'resolved')
        and amount_yuan is null
        and (stated_value is null or stated_unit is not null)
    )
    or (value_state = 'stated_zero' and amount_yuan != 0)
    or (value_state in ('not_arranged', 'blank') and amount_yuan != 0)
