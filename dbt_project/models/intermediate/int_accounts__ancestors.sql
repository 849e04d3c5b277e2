with recursive

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

-- Only ways on which every account sums into the next: what stands on them may be added up.
ancestors as (
    select
        account_code,
        parent_account_code as ancestor_account_code,
        1 as distance
    from accounts
    where sums_into_parent and parent_account_code is not null

    union all

    select
        ancestors.account_code,
        accounts.parent_account_code as ancestor_account_code,
        ancestors.distance + 1 as distance
    from ancestors
    inner join accounts on ancestors.ancestor_account_code = accounts.account_code
    where accounts.sums_into_parent and accounts.parent_account_code is not null
)

select
    account_code,
    ancestor_account_code,
    distance
from ancestors
