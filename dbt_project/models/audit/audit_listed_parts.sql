{# Sums that cut across the tree of accounts: both sides of a statement of fiscal appropriations. #}
{% set further_sums = [
    ('revenue.fiscal_appropriation', 'fiscal_appropriation.revenue'),
    ('fiscal_appropriation.carried_over', 'fiscal_appropriation.revenue'),
    ('expenditure.general_public_budget', 'expenditure.fiscal_appropriation'),
    ('expenditure.government_fund', 'expenditure.fiscal_appropriation'),
    ('expenditure.state_capital', 'expenditure.fiscal_appropriation'),
    ('expenditure.fiscal_appropriation', 'fiscal_appropriation.expenditure'),
    ('fiscal_appropriation.carried_forward', 'fiscal_appropriation.expenditure'),
] %}

with

amounts as (
    select * from {{ ref('stg_amounts') }}
    where
        {{ is_to_be_audited() }}
        and value_state in ('stated', 'stated_zero', 'not_arranged')
        and account_code is not null
),

tabled_lines as (
    select * from {{ ref('int_lines__tabled') }}
),

sections as (
    select * from {{ ref('stg_sections') }}
    where {{ is_to_be_audited() }}
),

units as (
    select * from {{ ref('units') }}
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

compositions as (
    select * from {{ ref('audit_composition') }}
),

-- Which account is a part of which ------------------------------------------------------------------

further_sums as (
    {% for part, whole in further_sums %}
    select
        '{{ part }}' as account_code,
        '{{ whole }}' as ancestor_account_code
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

-- 一般公共预算支出 is a part of 财政拨款支出总计 where 本年支出 stands between them or not.
single_steps as (
    select
        account_code,
        ancestor_account_code,
        distance
    from ancestors

    union all

    select
        account_code,
        ancestor_account_code,
        1 as distance
    from further_sums
),

double_steps as (
    select
        single_steps.account_code,
        further_sums.ancestor_account_code,
        single_steps.distance + 1 as distance
    from single_steps
    inner join further_sums on single_steps.ancestor_account_code = further_sums.account_code
),

steps as (
    select
        account_code,
        ancestor_account_code,
        min(distance) as distance
    from (
        select * from single_steps
        union all
        select * from double_steps
    ) as every_step
    group by account_code, ancestor_account_code
),

-- What is listed together ---------------------------------------------------------------------------

-- What is compared, and no more: the rest of an amount is looked up when its parts are found.
placed as (
    select
        amounts.amount_id,
        amounts.document_id,
        amounts.section_id,
        amounts.account_code,
        amounts.cross_account_code,
        amounts.project_id,
        amounts.origin,
        amounts.line_no,
        amounts.char_start,
        tabled_lines.table_no,
        coalesce(amounts.amount_yuan, 0) as level_yuan,
        -- Half of the last printed digit; two digits after the point are the custom, and may be cut off.
        coalesce(
            cast(
                units.factor
                * 0.5
                * {{ custom_digit('amounts.stated_value', 'amounts.quote', last_digit('amounts.stated_value')) }}
                as decimal(20, 4)
            ),
            0.005
        ) as tolerance_yuan,
        amounts.document_id
        || '|' || coalesce(cast(amounts.fiscal_year as varchar), '')
        || '|' || coalesce(amounts.phase, '')
        || '|' || coalesce(amounts.scope, '')
        || '|' || coalesce(amounts.project_id, '')
        || '|' || coalesce(amounts.cross_account_code, '')
        || '|' as context_key
    from amounts
    inner join tabled_lines
        on
            amounts.document_id = tabled_lines.document_id
            and amounts.line_no = tabled_lines.line_no
    left join units on amounts.stated_unit = units.unit
),

listed as (
    select
        placed.*,
        0 as is_item,
        placed.context_key || case
            -- A project's form may be read as table or as text: its funds stand in one place anyway.
            when placed.project_id is not null then 'project'
            when placed.origin = 'table' then 'table ' || cast(placed.table_no as varchar)
            else 'section ' || coalesce(placed.section_id, '')
        end as list_key
    from placed

    union all

    -- What a section lists as numbered items stands in sections of their own: 其中：1.… 2.…
    select
        placed.*,
        1 as is_item,
        placed.context_key || 'section ' || sections.parent_section_id as list_key
    from placed
    inner join sections
        on
            placed.document_id = sections.document_id
            and placed.section_id = sections.section_id
    where
        placed.origin = 'prose'
        and placed.project_id is null
        and sections.parent_section_id is not null
),

accounts_of_lists as (
    select
        list_key,
        account_code,
        min(level_yuan) as lowest_yuan,
        max(level_yuan) as highest_yuan,
        -- The first is no item where any is none.
        min(is_item) as is_item,
        {{ first_placed('amount_id', ['is_item', 'line_no', 'char_start', 'amount_id']) }} as first_amount_id
    from listed
    group by list_key, account_code
),

levels as (
    select
        listed.*,
        listed.account_code like 'expenditure.function.%'
        or listed.account_code like 'expenditure.economic.%' as is_class
    from listed
    inner join accounts_of_lists
        on
            listed.amount_id = accounts_of_lists.first_amount_id
            and listed.is_item = accounts_of_lists.is_item
    where accounts_of_lists.lowest_yuan = accounts_of_lists.highest_yuan
),

-- Most accounts are classes that nothing is a part of.
levels_with_parts as (
    select
        list_key,
        account_code
    from levels
    where account_code in (select steps.ancestor_account_code from steps)
),

-- A part is added to the nearest whole.
candidates as (
    select
        parts.list_key,
        parts.account_code,
        min(parts.level_yuan) as level_yuan,
        min(parts.tolerance_yuan) as tolerance_yuan,
        min(parts.line_no) as line_no,
        {{ first_placed('wholes.account_code', ['steps.distance', 'wholes.account_code']) }} as whole_account_code
    from levels as parts
    inner join steps on parts.account_code = steps.account_code
    inner join levels_with_parts as wholes
        on
            parts.list_key = wholes.list_key
            and steps.ancestor_account_code = wholes.account_code
    group by parts.list_key, parts.account_code
),

sums as (
    select
        candidates.list_key,
        candidates.whole_account_code,
        count(*) as part_count,
        count(named_rules.part_account_code) as required_part_count,
        sum(candidates.level_yuan) as parts_yuan,
        sum(candidates.tolerance_yuan) as tolerance_yuan,
        min(candidates.line_no) as first_line_no,
        max(candidates.line_no) as last_line_no,
        {{ distinct_list('candidates.line_no') }} as part_lines
    from candidates
    left join named_rules
        on
            candidates.whole_account_code = named_rules.whole_account_code
            and candidates.account_code = named_rules.part_account_code
    group by candidates.list_key, candidates.whole_account_code
),

labels as (
    select distinct
        document_id,
        table_no,
        account_code
    from placed
    where origin = 'table'
),

-- A cell may be empty in one column of a table whose label is there: it counts as nought.
labelled as (
    select
        labels.document_id,
        labels.table_no,
        single_steps.ancestor_account_code as whole_account_code,
        count(distinct labels.account_code) as label_count,
        count(distinct named_rules.part_account_code) as required_label_count
    from labels
    inner join single_steps on labels.account_code = single_steps.account_code
    left join named_rules
        on
            single_steps.ancestor_account_code = named_rules.whole_account_code
            and labels.account_code = named_rules.part_account_code
    group by labels.document_id, labels.table_no, single_steps.ancestor_account_code
),

required as (
    select
        whole_account_code,
        min(rule_id) as rule_id,
        count(*) as required_count
    from named_rules
    group by whole_account_code
),

matched as (
    select
        case
            when wholes.account_code = 'fiscal_appropriation.revenue' then 'revenue_equals_sources'
            else coalesce(required.rule_id, 'account_equals_parts')
        end as rule_id,
        wholes.amount_id,
        wholes.document_id,
        amounts.organization_id,
        amounts.region_code,
        amounts.fiscal_year,
        wholes.project_id,
        wholes.origin,
        wholes.is_class,
        wholes.account_code as left_account_code,
        sums.first_line_no = wholes.line_no and sums.last_line_no = wholes.line_no as is_one_line,
        wholes.level_yuan as left_value,
        sums.parts_yuan as right_value,
        sums.part_count,
        wholes.tolerance_yuan + sums.tolerance_yuan as tolerance,
        coalesce(
            greatest(sums.required_part_count, coalesce(labelled.required_label_count, 0)) = required.required_count,
            false
        ) as has_required_parts,
        coalesce(amounts.account_label, accounts.account_name_zh) as subject_zh,
        coalesce(accounts.account_name_en, accounts.account_name_zh) as subject_en,
        {{ sorted_with('sums.part_lines', 'wholes.line_no') }} as evidence_lines
    from sums
    inner join levels as wholes
        on
            sums.list_key = wholes.list_key
            and sums.whole_account_code = wholes.account_code
    inner join amounts on wholes.amount_id = amounts.amount_id
    inner join accounts on wholes.account_code = accounts.account_code
    left join required on wholes.account_code = required.whole_account_code
    left join labelled
        on
            wholes.document_id = labelled.document_id
            and wholes.table_no = labelled.table_no
            and wholes.account_code = labelled.whole_account_code
    where
        -- What an item is made of is added up in its own section.
        wholes.is_item = 0
        -- A table of classes has a line for each; a sentence with one part may leave others out.
        and (
            sums.part_count >= 2
            or (wholes.origin = 'table' and (wholes.is_class or labelled.label_count >= 2))
            or wholes.account_code = 'project'
        )
),

-- Classes in sentences: 支出预算100万元，按功能分类：教育支出60万元，… A section may have the class, its items or both:
-- the widest of them are added.
class_levels as (
    select
        *,
        length(account_code) as code_length,
        min(length(account_code)) over (partition by list_key) as shortest_length
    from levels
    where
        is_class
        and origin = 'prose'
        and cross_account_code is null
        and account_code like 'expenditure.function.%'
),

class_sums as (
    select
        list_key,
        count(*) as class_count,
        sum(level_yuan) as parts_yuan,
        sum(tolerance_yuan) as tolerance_yuan,
        {{ distinct_list('line_no') }} as part_lines
    from class_levels
    where code_length = shortest_length
    group by list_key
),

class_totals as (
    select
        'account_equals_parts' as rule_id,
        wholes.amount_id,
        wholes.document_id,
        amounts.organization_id,
        amounts.region_code,
        amounts.fiscal_year,
        wholes.project_id,
        wholes.account_code as subject_en,
        wholes.level_yuan as left_value,
        class_sums.parts_yuan as right_value,
        class_sums.tolerance_yuan + wholes.tolerance_yuan as tolerance,
        coalesce(amounts.account_label, '支出') as subject_zh,
        -- The classes are those of one of the totals that the section states.
        row_number() over (
            partition by class_sums.list_key
            order by abs(wholes.level_yuan - class_sums.parts_yuan), wholes.line_no, wholes.account_code
        ) as nearest_rank,
        {{ sorted_with('class_sums.part_lines', 'wholes.line_no') }} as evidence_lines
    from class_sums
    inner join levels as wholes on class_sums.list_key = wholes.list_key
    inner join amounts on wholes.amount_id = amounts.amount_id
    where
        class_sums.class_count >= 2
        and wholes.is_item = 0
        and wholes.account_code in (
            'expenditure', 'expenditure.current_year', 'expenditure.fiscal_appropriation',
            'expenditure.general_public_budget'
        )
),

-- What is listed with its whole claims to be all of it, and yet may be a selection: a person has to look.
concluded as (
    select
        *,
        amount_id || ':list' as subject_id,
        case
            when abs(left_value - right_value) <= tolerance then 'pass'
            -- Less than half of it is an excerpt of the classes, not a list of them.
            when is_class and 2 * right_value < left_value then 'not_applicable'
            -- 总计 may leave out what was carried over; a person knows.
            when
                has_required_parts and origin = 'table' and part_count >= 2
                and left_account_code not in ('revenue', 'expenditure') and rule_id != 'revenue_equals_sources'
                then 'fail'
            when
                has_required_parts or origin = 'table' or right_value > left_value
                -- 其中：… in one sentence; over several, the next may be about something else
                or (left_account_code = 'revenue' and part_count >= 3 and is_one_line)
                or left_account_code in (
                    'expenditure', 'expenditure.basic', 'revenue.fiscal_appropriation',
                    'expenditure.general_public_budget',
                    'expenditure.general_public_budget.basic', 'procurement', 'three_public', 'three_public.vehicles'
                )
                then 'review'
            else 'not_applicable'
        end as status
    from matched
),

class_totals_concluded as (
    select
        *,
        amount_id || ':classes' as subject_id,
        case
            when abs(left_value - right_value) <= tolerance then 'pass'
            when 2 * right_value < left_value then 'not_applicable'
            else 'review'
        end as status
    from class_totals
    where nearest_rank = 1
),

-- The same whole may be compared in a wider context already; that it agrees with some of its parts there
-- does not answer for all that are listed here.
new_results as (
    select concluded.*
    from concluded
    left join compositions
        on
            concluded.rule_id = compositions.rule_id
            and concluded.document_id = compositions.document_id
            and concluded.rule_id || ':' || concluded.amount_id = compositions.result_id
            and compositions.status != 'not_applicable'
            and (compositions.status != 'pass' or concluded.status = 'pass')
    where compositions.result_id is null
)

select
    {{ audit_result_columns('rule_id') }}
from new_results

union all

select
    {{ audit_result_columns('rule_id') }}
from class_totals_concluded
