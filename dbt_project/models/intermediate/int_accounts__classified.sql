with

accounts as (
    select * from {{ ref('accounts') }}
),

{% for family in class_families() %}
{{ family.seed }} as (
    select * from {{ ref(family.seed) }}
),

{% endfor %}
amounts as (
    select * from {{ ref('stg_amounts') }}
),

classes as (
    {% for family in class_families() %}
    select
        '{{ family.classification }}' as classification,
        '{{ family.prefix }}' as prefix,
        code,
        name
    from {{ family.seed }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

class_accounts as (
    select
        prefix || code as account_code,
        name as account_name_zh,
        classification,
        prefix,
        code,
        true as is_in_vocabulary
    from classes
),

-- A cell at the crossing of two accounts names its class in either of the two columns; only the
-- first carries the label.
mentioned_codes as (
    select
        account_code,
        account_label
    from amounts

    union all

    select
        cross_account_code as account_code,
        cast(null as varchar) as account_label
    from amounts
),

label_counts as (
    select
        mentioned_codes.account_code,
        mentioned_codes.account_label,
        count(*) as mention_count
    from mentioned_codes
    left join class_accounts on mentioned_codes.account_code = class_accounts.account_code
    where class_accounts.account_code is null
    group by mentioned_codes.account_code, mentioned_codes.account_label
),

-- Local tables and new years bring codes that the national table lacks: the label used most names them.
seen_accounts as (
    select
        account_code,
        account_label,
        row_number() over (
            partition by account_code
            order by
                case when account_label is null then 1 else 0 end, mention_count desc, account_label asc
        ) as label_rank
    from label_counts
),

seen_class_accounts as (
    {% for family in class_families() %}
    select
        account_code,
        coalesce(account_label, account_code) as account_name_zh,
        '{{ family.classification }}' as classification,
        '{{ family.prefix }}' as prefix,
        substr(account_code, {{ family.prefix | length + 1 }}) as code,
        false as is_in_vocabulary
    from seen_accounts
    where
        label_rank = 1
        and substr(account_code, 1, {{ family.prefix | length }}) = '{{ family.prefix }}'
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

all_class_accounts as (
    select * from class_accounts

    union all

    select * from seen_class_accounts
),

-- The levels of a code nest: 2013601 lies in 20136, and that in 201. A level that nobody names is passed over.
parents as (
    select
        children.account_code,
        parents.account_code as parent_account_code,
        row_number() over (
            partition by children.account_code
            order by length(parents.code) desc
        ) as nearest_rank
    from all_class_accounts as children
    inner join all_class_accounts as parents
        on
            children.prefix = parents.prefix
            and length(children.code) > length(parents.code)
            and (
                {% for digits in [3, 5] %}
                parents.code = substr(children.code, 1, {{ digits }})
                {{ 'or' if not loop.last }}
                {% endfor %}
            )
),

hung_class_accounts as (
    select
        all_class_accounts.account_code,
        all_class_accounts.account_name_zh,
        cast(null as varchar) as account_name_en,
        coalesce(parents.parent_account_code, 'expenditure') as parent_account_code,
        'expenditure' as statement,
        all_class_accounts.classification,
        -- The two families cut the same expenditure twice: their first level is no part to add.
        parents.parent_account_code is not null as sums_into_parent,
        all_class_accounts.is_in_vocabulary
    from all_class_accounts
    left join parents
        on
            all_class_accounts.account_code = parents.account_code
            and parents.nearest_rank = 1
)

select
    account_code,
    account_name_zh,
    account_name_en,
    parent_account_code,
    statement,
    'statement' as classification,
    sums_into_parent,
    true as is_in_vocabulary
from accounts

union all

select
    account_code,
    account_name_zh,
    account_name_en,
    parent_account_code,
    statement,
    classification,
    sums_into_parent,
    is_in_vocabulary
from hung_class_accounts
