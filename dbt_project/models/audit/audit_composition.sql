with

levels as (
    select * from {{ ref('audit_levels') }}
),

accounts as (
    select * from {{ ref('int_accounts__classified') }}
),

ancestors as (
    select * from {{ ref('int_accounts__ancestors') }}
),

named_rules as (
    select * from {{ ref('audit_compositions') }}
),

-- Every account that has additive parts has a rule: its own, or the general one that needs all its parts.
required_parts as (
    select * from named_rules

    union all

    select
        'account_equals_parts' as rule_id,
        accounts.parent_account_code as whole_account_code,
        accounts.account_code as part_account_code
    from accounts
    left join named_rules on accounts.parent_account_code = named_rules.whole_account_code
    where
        accounts.sums_into_parent
        and accounts.parent_account_code is not null
        and named_rules.whole_account_code is null
),

rules as (
    select
        whole_account_code,
        min(rule_id) as rule_id,
        count(*) as required_count
    from required_parts
    group by whole_account_code
),

-- A part is added to the nearest whole that the document states: 基本支出 to 支出总计 where 本年支出合计 is absent.
candidates as (
    select
        parts.*,
        wholes.account_code as whole_account_code,
        row_number() over (
            partition by parts.context_key, parts.account_code
            order by ancestors.distance
        ) as nearest_rank
    from levels as parts
    inner join ancestors on parts.account_code = ancestors.account_code
    inner join levels as wholes
        on
            parts.context_key = wholes.context_key
            and ancestors.ancestor_account_code = wholes.account_code
),

parts_with_need as (
    select
        candidates.*,
        case when required_parts.part_account_code is not null then 1 else 0 end as is_required
    from candidates
    left join required_parts
        on
            candidates.whole_account_code = required_parts.whole_account_code
            and candidates.account_code = required_parts.part_account_code
    where candidates.nearest_rank = 1
),

sums as (
    select
        context_key,
        whole_account_code,
        count(*) as part_count,
        sum(is_required) as required_part_count,
        sum(level_yuan) as parts_yuan,
        sum(is_required * level_yuan) as required_yuan,
        min(line_no) as first_line_no,
        max(line_no) as last_line_no,
        max(level_yuan) as highest_part_yuan,
        min(coalesce(section_id, '')) as first_section_id,
        max(coalesce(section_id, '')) as last_section_id,
        sum(tolerance_yuan) as tolerance_yuan,
        {{ distinct_list('line_no') }} as part_lines
    from parts_with_need
    group by context_key, whole_account_code
),

matched as (
    select
        rules.rule_id,
        wholes.amount_id as subject_id,
        wholes.document_id,
        wholes.organization_id,
        wholes.region_code,
        wholes.fiscal_year,
        wholes.project_id,
        wholes.phase,
        wholes.account_code as whole_account_code,
        wholes.level_yuan as left_value,
        sums.parts_yuan,
        sums.required_yuan,
        sums.tolerance_yuan + wholes.tolerance_yuan as tolerance,
        -- Small sums are printed with the decimals that they have.
        case
            when wholes.level_yuan >= 200 * wholes.rounding_yuan then (sums.part_count + 1) * wholes.rounding_yuan
            else 0
        end as rounding_yuan,
        sums.required_part_count = rules.required_count as has_required_parts,
        -- 基本支出 in the section of the general public budget may not be that of the whole.
        sums.first_section_id = coalesce(wholes.section_id, '')
        and sums.last_section_id = coalesce(wholes.section_id, '') as is_one_section,
        coalesce(wholes.account_label, accounts.account_name_zh) as subject_zh,
        coalesce(accounts.account_name_en, accounts.account_name_zh) as subject_en,
        -- A sentence lists its sources itself; the next one may be about another fund.
        (sums.first_line_no = wholes.line_no and sums.last_line_no = wholes.line_no)
        or (
            -- In a table the rows are near each other, and a row that equals the total is a total itself.
            wholes.origin = 'table'
            and sums.last_line_no - sums.first_line_no <= 60
            and abs(wholes.line_no - sums.first_line_no) <= 60
            and sums.highest_part_yuan != wholes.level_yuan
        ) as is_listed,
        coalesce(unit_funds.level_yuan, 0) as unit_funds_yuan,
        {{ sorted_with('sums.part_lines', 'wholes.line_no') }} as evidence_lines
    from sums
    inner join rules on sums.whole_account_code = rules.whole_account_code
    inner join levels as wholes
        on
            sums.context_key = wholes.context_key
            and sums.whole_account_code = wholes.account_code
    inner join accounts on sums.whole_account_code = accounts.account_code
    -- 单位资金 is no part of its own where 事业收入 and 其他收入 are listed, of which it is made.
    left join levels as unit_funds
        on
            wholes.context_key = unit_funds.context_key
            and unit_funds.account_code = 'revenue.unit_funds'
            and wholes.account_code in ('revenue', 'revenue.current_year')
    -- One part proves nothing, unless it is all that the rule asks for besides empty cells.
    where
        sums.part_count >= 2
        or rules.rule_id = 'project_funds_equal_sources'
),

-- 支出合计 may or may not hold what is carried forward: the parts that the rule asks for may suffice.
compared as (
    select
        *,
        case
            -- Where 年初结转 stands in the same list as 本年收入合计, the total is of both.
            when
                has_required_parts and abs(left_value - required_yuan) <= tolerance
                and not (rule_id = 'revenue_equals_sources' and is_one_section and is_listed)
                then required_yuan
            when abs(left_value - parts_yuan - unit_funds_yuan) <= tolerance then parts_yuan + unit_funds_yuan
            else parts_yuan
        end as right_value
    from matched
),

concluded as (
    select
        *,
        case
            when abs(left_value - right_value) <= tolerance then 'pass'
            -- 1356 + 12 + 995 for 2364 万元 may be rounded, or wrong by one.
            when has_required_parts and abs(left_value - right_value) <= rounding_yuan then 'review'
            -- The sources that stand beside a revenue need not be all there are.
            when rule_id = 'revenue_equals_sources' and not is_one_section then 'not_applicable'
            when rule_id = 'revenue_equals_sources' and right_value > left_value and is_listed then 'fail'
            when rule_id = 'revenue_equals_sources' and (right_value > left_value or is_listed) then 'review'
            when rule_id = 'revenue_equals_sources' then 'not_applicable'
            -- 支出总计 of final accounts holds what is carried forward.
            when
                has_required_parts and not is_one_section and right_value < left_value
                and phase != 'budget' and whole_account_code = 'expenditure'
                then 'not_applicable'
            when has_required_parts and not is_one_section and abs(left_value - right_value) > tolerance
                then 'review'
            else {{ audit_status('left_value', 'right_value', 'tolerance', 'has_required_parts') }}
        end as status
    from compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
