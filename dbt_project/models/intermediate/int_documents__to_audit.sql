with

documents as (
    select * from {{ ref('stg_documents') }}
),

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

-- Documents that were audited last night by the same models and have the same rows.
settled as (
    select settled_documents.document_id
    from previous.settled_documents
),

accounts_before as (
    select dim_account.*
    from previous.dim_account
),

-- The one thing that rules share beyond a document: which accounts there are, and their names. A new
-- document may bring a class that the vocabulary lacks; then every sum is looked at again.
other_accounts as (
    (
        select * from accounts
        except
        select * from accounts_before
    )

    union all

    (
        select * from accounts_before
        except
        select * from accounts
    )
),

account_changes as (
    select count(*) as change_count
    from other_accounts
)

select documents.document_id
from documents
left join settled on documents.document_id = settled.document_id
cross join account_changes
where
    settled.document_id is null
    or account_changes.change_count > 0
