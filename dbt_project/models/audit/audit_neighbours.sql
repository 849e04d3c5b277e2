with

precise as (
    select * from {{ ref('int_amounts__precise') }}
),

lines as (
    select * from {{ ref('stg_lines') }}
    where {{ is_to_be_audited() }}
),

funds as (
    select * from {{ ref('int_documents__several_funds') }}
),

-- Agency running costs --------------------------------------------------------------------------------

running_costs as (
    select * from precise
    where account_code = 'operating.agency_running' and project_id is null and level_yuan > 0
),

-- 公用经费 stands for all funds or for the general public budget: the larger one is the limit.
public_limits as (
    select
        context_key,
        max(level_yuan) as level_yuan,
        max(last_digit_yuan) as last_digit_yuan,
        {{ distinct_list('line_no') }} as limit_lines
    from precise
    where account_code in ('expenditure.basic.public', 'expenditure.general_public_budget.basic.public')
    group by context_key
),

running_compared as (
    select
        running_costs.amount_id as subject_id,
        running_costs.document_id,
        running_costs.organization_id,
        running_costs.region_code,
        running_costs.fiscal_year,
        running_costs.project_id,
        running_costs.account_label as subject_zh,
        running_costs.account_code as subject_en,
        running_costs.level_yuan as left_value,
        public_limits.level_yuan as right_value,
        running_costs.last_digit_yuan + public_limits.last_digit_yuan as tolerance,
        {{ sorted_with('public_limits.limit_lines', 'running_costs.line_no') }} as evidence_lines
    from running_costs
    inner join public_limits on running_costs.context_key = public_limits.context_key
),

-- Prose and table -------------------------------------------------------------------------------------

in_tables as (
    select
        precise.*,
        -- A cell that has a line of its own lost its column: what it belongs to is a reader's guess. So is
        -- what a 合计 is the sum of.
        case
            when precise.account_label in ('合计', '总计', '小计', '共计') then 0
            when
                length(replace(replace(replace(trim(lines.text), '|', ''), ' ', ''), chr(9), ''))
                <= length(precise.quote) + 1
                then 0
            else 1
        end as is_certain
    from precise
    inner join lines
        on
            precise.document_id = lines.document_id
            and precise.line_no = lines.line_no
    where precise.origin = 'table'
),

-- 收入预算 of a sentence may be the revenue of the year, without what was carried over.
comparable_tables as (
    select
        *,
        account_code as prose_account_code,
        1 as is_own
    from in_tables

    union all

    select
        *,
        replace(account_code, '.current_year', '') as prose_account_code,
        0 as is_own
    from in_tables
    where account_code in ('revenue.current_year', 'expenditure.current_year')
),

-- Each sentence with each cell of its account and context: it repeats one of them, or none.
pairs as (
    select
        prose.amount_id,
        comparable_tables.level_yuan as table_yuan,
        comparable_tables.line_no as table_line_no,
        comparable_tables.is_own,
        comparable_tables.is_certain,
        {{ printed_tolerance(
            'prose.last_digit_yuan', 'comparable_tables.last_digit_yuan',
            'prose.printed_unit', 'comparable_tables.printed_unit'
        ) }} as tolerance,
        abs(prose.level_yuan - comparable_tables.level_yuan) as distance_yuan
    from precise as prose
    inner join comparable_tables
        on
            prose.context_key = comparable_tables.context_key
            and prose.account_code = comparable_tables.prose_account_code
    where prose.origin = 'prose'
),

matched as (
    select
        amount_id,
        min(case when is_own = 1 then table_yuan end) as lowest_table_yuan,
        max(case when is_own = 1 then table_yuan end) as highest_table_yuan,
        max(case when is_own = 1 then is_certain end) as is_certain,
        max(tolerance) as tolerance,
        max(case when distance_yuan <= tolerance then 1 else 0 end) as is_matched,
        min(table_line_no) as first_table_line_no,
        max(table_line_no) as last_table_line_no
    from pairs
    group by amount_id
    having max(is_own) = 1
),

prose_of_accounts as (
    select
        precise.context_key,
        precise.account_code,
        min(precise.amount_id) as subject_id,
        min(precise.document_id) as document_id,
        min(precise.organization_id) as organization_id,
        min(precise.region_code) as region_code,
        min(precise.fiscal_year) as fiscal_year,
        min(precise.project_id) as project_id,
        min(precise.phase) as phase,
        min(precise.account_label) as subject_zh,
        min(case when precise.is_class then 1 else 0 end) as is_class,
        min(matched.is_matched) as is_matched,
        min(matched.is_certain) as is_certain,
        -- The sentence that fits no cell is the one to show.
        max(case when matched.is_matched = 0 then precise.level_yuan end) as unmatched_yuan,
        max(precise.level_yuan) as highest_prose_yuan,
        min(precise.level_yuan) as lowest_prose_yuan,
        min(matched.lowest_table_yuan) as lowest_table_yuan,
        max(matched.highest_table_yuan) as highest_table_yuan,
        max(matched.tolerance) as tolerance,
        {{ distinct_list('precise.line_no') }} as prose_lines,
        min(matched.first_table_line_no) as first_table_line_no,
        max(matched.last_table_line_no) as last_table_line_no
    from precise
    inner join matched on precise.amount_id = matched.amount_id
    group by precise.context_key, precise.account_code
),

prose_compared as (
    select
        prose_of_accounts.*,
        prose_of_accounts.account_code as subject_en,
        coalesce(prose_of_accounts.unmatched_yuan, prose_of_accounts.highest_prose_yuan) as left_value,
        case
            when prose_of_accounts.is_matched = 1 then prose_of_accounts.highest_prose_yuan
            else prose_of_accounts.lowest_table_yuan
        end as right_value,
        -- Sentences that contradict each other, or tables that do, are of several funds or bodies; and so
        -- may be a class of expenditure. 收入决算 may leave out what the total of a table holds.
        prose_of_accounts.lowest_prose_yuan = prose_of_accounts.highest_prose_yuan
        and prose_of_accounts.lowest_table_yuan = prose_of_accounts.highest_table_yuan
        and prose_of_accounts.is_class = 0
        and prose_of_accounts.is_certain = 1
        and (
            prose_of_accounts.phase = 'budget'
            or prose_of_accounts.account_code not in ('total', 'revenue', 'expenditure')
        ) as is_one_each,
        prose_of_accounts.is_class = 1 and funds.document_id is not null as is_class_of_several_funds,
        {{ sorted_with(
            sorted_with('prose_of_accounts.prose_lines', 'prose_of_accounts.first_table_line_no'),
            'prose_of_accounts.last_table_line_no'
        ) }} as evidence_lines
    from prose_of_accounts
    left join funds
        on
            prose_of_accounts.document_id = funds.document_id
            and prose_of_accounts.fiscal_year = funds.fiscal_year
            and prose_of_accounts.phase = funds.phase
),

concluded as (
    select
        'agency_running_equals_public' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case when left_value <= right_value + tolerance then 'pass' else 'review' end as status,
        left_value,
        right_value,
        tolerance,
        subject_zh,
        subject_en,
        evidence_lines
    from running_compared

    union all

    select
        'prose_equals_table' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case
            when is_matched = 1 then 'pass'
            when is_one_each then 'fail'
            when is_class_of_several_funds then 'not_applicable'
            else 'review'
        end as status,
        left_value,
        right_value,
        tolerance,
        subject_zh,
        subject_en,
        evidence_lines
    from prose_compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
