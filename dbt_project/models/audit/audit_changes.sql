with

changes as (
    select * from {{ ref('fct_yoy_changes') }}
    -- What two documents disclose proves nothing about either of them.
    where method in ('stated', 'implied')
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

base_levels as (
    select * from levels
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

differences as (
    select
        'change_equals_current_minus_prior' as rule_id,
        changes.change_id as subject_id,
        changes.document_id,
        changes.organization_id,
        changes.region_code,
        changes.fiscal_year,
        changes.project_id,
        changes.account_label as subject_zh,
        changes.account_code as subject_en,
        changes.change_yuan as left_value,
        coalesce(changes.current_yuan, levels.level_yuan)
        - coalesce(changes.prior_yuan, base_levels.level_yuan) as right_value,
        {{ half_digit_yuan('changes.change_yuan') }}
        + {{ half_digit_yuan('coalesce(changes.current_yuan, levels.level_yuan)') }}
        + {{ half_digit_yuan('coalesce(changes.prior_yuan, base_levels.level_yuan)') }} as tolerance,
        -- A level from another place of the document may be one of another scope.
        changes.current_yuan is not null and changes.prior_yuan is not null as is_complete,
        {{ pair_list('changes.line_no', 'changes.line_end') }} as evidence_lines
    from changes
    left join levels
        on
            changes.document_id = levels.document_id
            and changes.account_code = levels.account_code
            and changes.project_id is not distinct from levels.project_id
            and changes.fiscal_year = levels.fiscal_year
            and changes.phase = levels.phase
    left join base_levels
        on
            changes.document_id = base_levels.document_id
            and changes.account_code = base_levels.account_code
            and changes.project_id is not distinct from base_levels.project_id
            and changes.base_year = base_levels.fiscal_year
            and changes.base_phase = base_levels.phase
    where
        changes.method = 'stated'
        and changes.change_yuan is not null
        and coalesce(changes.current_yuan, levels.level_yuan) is not null
        and coalesce(changes.prior_yuan, base_levels.level_yuan) is not null
),

-- One change an account: where sentences contradict each other there is none to add.
keyed as (
    select
        *,
        document_id
        || '|' || coalesce(cast(fiscal_year as varchar), '')
        || '|' || coalesce(cast(base_year as varchar), '')
        || '|' || coalesce(compared_with, '')
        || '|' || coalesce(phase, '')
        || '|' || coalesce(project_id, '') as context_key
    from changes
    where change_yuan is not null
),

compared_changes as (
    select
        *,
        min(change_yuan) over (partition by context_key, account_code) as lowest_yuan,
        max(change_yuan) over (partition by context_key, account_code) as highest_yuan,
        row_number() over (
            partition by context_key, account_code
            order by line_no nulls last, char_start nulls last, change_id
        ) as place_rank
    from keyed
),

single_changes as (
    select * from compared_changes
    where place_rank = 1 and lowest_yuan = highest_yuan
),

candidates as (
    select
        parts.*,
        wholes.account_code as whole_account_code,
        ancestors.distance,
        row_number() over (
            partition by parts.context_key, parts.account_code
            order by ancestors.distance
        ) as nearest_rank
    from single_changes as parts
    inner join ancestors on parts.account_code = ancestors.account_code
    inner join single_changes as wholes
        on
            parts.context_key = wholes.context_key
            and ancestors.ancestor_account_code = wholes.account_code
),

required_counts as (
    select
        whole_account_code,
        count(*) as required_count
    from named_rules
    group by whole_account_code
),

sums as (
    select
        candidates.context_key,
        candidates.whole_account_code,
        count(*) as part_count,
        count(named_rules.part_account_code) as required_part_count,
        -- 收支总计 holds what is carried over as well: basic and project expenditure needn't be all of it.
        max(candidates.distance) as farthest_distance,
        sum(candidates.change_yuan) as parts_yuan,
        sum({{ half_digit_yuan('candidates.change_yuan') }}) as tolerance_yuan,
        {{ distinct_list('candidates.line_no') }} as part_lines
    from candidates
    left join named_rules
        on
            candidates.whole_account_code = named_rules.whole_account_code
            and candidates.account_code = named_rules.part_account_code
    where candidates.nearest_rank = 1
    group by candidates.context_key, candidates.whole_account_code
),

-- 公务用车购置费 and 公务用车运行费 stand for 公务用车费 where that is not told itself.
halves as (
    select
        candidates.context_key,
        candidates.whole_account_code,
        wholes_of_halves.part_account_code,
        count(*) as told_count
    from candidates
    inner join named_rules on candidates.account_code = named_rules.part_account_code
    inner join named_rules as wholes_of_halves
        on
            candidates.whole_account_code = wholes_of_halves.whole_account_code
            and named_rules.whole_account_code = wholes_of_halves.part_account_code
    where candidates.nearest_rank = 1
    group by candidates.context_key, candidates.whole_account_code, wholes_of_halves.part_account_code
),

stood_for as (
    select
        halves.context_key,
        halves.whole_account_code,
        count(*) as part_count
    from halves
    inner join required_counts on halves.part_account_code = required_counts.whole_account_code
    where halves.told_count = required_counts.required_count
    group by halves.context_key, halves.whole_account_code
),

-- A document tells the changes that it finds worth telling: parts that fall short say nothing, unless
-- the parts that make the whole are all told.
change_sums as (
    select
        'change_equals_sum_of_changes' as rule_id,
        wholes.change_id as subject_id,
        wholes.document_id,
        wholes.organization_id,
        wholes.region_code,
        wholes.fiscal_year,
        wholes.project_id,
        coalesce(wholes.account_label, accounts.account_name_zh) as subject_zh,
        wholes.account_code as subject_en,
        wholes.change_yuan as left_value,
        sums.parts_yuan as right_value,
        sums.tolerance_yuan + {{ half_digit_yuan('wholes.change_yuan') }} as tolerance,
        coalesce(
            sums.required_part_count + coalesce(stood_for.part_count, 0) = required_counts.required_count, false
        )
        and (sums.farthest_distance = 1 or stood_for.part_count > 0 or wholes.phase = 'budget') as is_complete,
        {{ sorted_with('sums.part_lines', 'wholes.line_no') }} as evidence_lines
    from sums
    inner join single_changes as wholes
        on
            sums.context_key = wholes.context_key
            and sums.whole_account_code = wholes.account_code
    inner join accounts on sums.whole_account_code = accounts.account_code
    left join required_counts on sums.whole_account_code = required_counts.whole_account_code
    left join stood_for
        on
            sums.context_key = stood_for.context_key
            and sums.whole_account_code = stood_for.whole_account_code
    where sums.part_count >= 2
),

compared as (
    select * from differences

    union all

    select * from change_sums
),

concluded as (
    select
        *,
        case
            when rule_id = 'change_equals_current_minus_prior' and not is_complete
                then case when abs(left_value - right_value) <= tolerance then 'pass' else 'review' end
            -- Changes have signs: that parts fall short of the whole or exceed it means the same.
            when not is_complete and abs(left_value - right_value) > tolerance then 'not_applicable'
            else {{ audit_status('left_value', 'right_value', 'tolerance', 'is_complete') }}
        end as status
    from compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
