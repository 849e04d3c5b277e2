with

closed_sums as (
    select * from {{ ref('stg_closed_sums') }}
),

readings as (
    select * from {{ ref('stg_closed_sum_readings') }}
),

projects as (
    select * from {{ ref('int_projects__chosen') }}
),

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

-- A set of one project has its name; the set of all projects is about the account.
read_lines as (
    select
        closed_sum_id,
        min(project_id) as project_id,
        {{ distinct_list('line_no') }} as part_lines
    from readings
    group by closed_sum_id
),

compared as (
    select
        case
            when closed_sums.kind = 'account_parts' then 'account_parts_close_in_one_unit'
            else 'project_costs_close_on_project_expenditure'
        end as rule_id,
        closed_sums.closed_sum_id as subject_id,
        closed_sums.document_id,
        closed_sums.organization_id,
        closed_sums.region_code,
        closed_sums.fiscal_year,
        closed_sums.kind,
        closed_sums.account_code,
        closed_sums.state,
        case when closed_sums.kind = 'project_budget' then read_lines.project_id end as project_id,
        closed_sums.whole_yuan as left_value,
        -- An accepted reading adds up to the cent: that is what makes it a proof.
        case
            when closed_sums.state = 'resolved' then closed_sums.whole_yuan
            else closed_sums.literal_yuan
        end as right_value,
        closed_sums.literal_yuan,
        closed_sums.reading_count,
        closed_sums.identity,
        {{ sorted_with('read_lines.part_lines', 'closed_sums.line_no') }} as evidence_lines
    from closed_sums
    inner join read_lines on closed_sums.closed_sum_id = read_lines.closed_sum_id
),

concluded as (
    select
        compared.*,
        0 as tolerance,
        case
            when compared.kind = 'project_budget' then projects.project_name
            else accounts.account_name_zh
        end as subject_zh,
        case
            when compared.kind = 'project_budget' then projects.project_name
            else compared.account_code
        end as subject_en,
        case
            when compared.state in ('adds_up', 'resolved') then 'pass'
            when compared.state = 'ambiguous' then 'review'
            -- Costs beyond the expenditure that pays for them; short of it, projects may not be listed.
            when compared.kind = 'project_expenditure' and compared.right_value > compared.left_value
                then 'review'
            else 'not_applicable'
        end as status,
        case
            when compared.state = 'resolved'
                then
                    '字面合计 ' || cast(compared.literal_yuan as varchar) || ' 元；唯一能够闭合的读法：'
                    || compared.identity
            when compared.state = 'ambiguous'
                then
                    '字面合计 ' || cast(compared.literal_yuan as varchar) || ' 元；有 '
                    || cast(compared.reading_count as varchar) || ' 种读法可以闭合：' || compared.identity
        end as detail_zh,
        case
            when compared.state = 'resolved'
                then
                    'the literal values make ' || cast(compared.literal_yuan as varchar)
                    || ' yuan; the only reading that closes: ' || compared.identity
            when compared.state = 'ambiguous'
                then
                    'the literal values make ' || cast(compared.literal_yuan as varchar) || ' yuan; '
                    || cast(compared.reading_count as varchar) || ' readings close: ' || compared.identity
        end as detail_en
    from compared
    left join projects on compared.project_id = projects.project_id
    left join accounts on compared.account_code = accounts.account_code
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
