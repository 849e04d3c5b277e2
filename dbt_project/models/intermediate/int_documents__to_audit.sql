with

documents as (
    select * from {{ ref('stg_documents') }}
),

amounts as (
    select * from {{ ref('stg_amounts') }}
),

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

ancestors as (
    select * from {{ ref('int_accounts__ancestors') }}
),

-- Documents that were audited last night by the same models and have the same rows.
settled as (
    select * from {{ source('previous', 'settled_documents') }}
),

accounts_before as (
    select * from {{ source('previous', 'dim_account') }}
),

-- The one thing that rules share beyond a document: which accounts there are, how they hang together, and
-- their names. A new document may bring a class that the vocabulary lacks.
changed_rows as (
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

changed_accounts as (
    select account_code from changed_rows

    union

    select parent_account_code as account_code
    from changed_rows
    where sums_into_parent and parent_account_code is not null
),

-- A whole is another one when a part of it is, and the other way round.
touched_accounts as (
    select account_code from changed_accounts

    union

    select ancestors.ancestor_account_code as account_code
    from ancestors
    inner join changed_accounts on ancestors.account_code = changed_accounts.account_code

    union

    select ancestors.account_code
    from ancestors
    inner join changed_accounts on ancestors.ancestor_account_code = changed_accounts.account_code
),

touched_documents as (
    {% for column in ['account_code', 'cross_account_code'] %}
    select amounts.document_id
    from amounts
    inner join touched_accounts on amounts.{{ column }} = touched_accounts.account_code
    {% if not loop.last %}
    union
    {% endif %}
    {% endfor %}
)

select documents.document_id
from documents
left join settled on documents.document_id = settled.document_id
left join touched_documents on documents.document_id = touched_documents.document_id
where
    settled.document_id is null
    or touched_documents.document_id is not null
