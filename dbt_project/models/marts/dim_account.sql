with

accounts as (
    select * from {{ ref('int_accounts__classified') }}
)

select
    account_code,
    account_name_zh,
    account_name_en,
    parent_account_code,
    statement,
    classification,
    sums_into_parent,
    is_in_vocabulary
from accounts
