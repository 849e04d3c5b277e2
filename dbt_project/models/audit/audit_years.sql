with

changes as (
    select * from {{ ref('int_changes__stated') }}
),

levels as (
    select * from {{ ref('int_amounts__document_levels') }}
),

base_levels as (
    select * from levels
),

amounts as (
    select * from {{ ref('stg_amounts') }}
),

figures as (
    select * from {{ ref('stg_figures') }}
    where fact_table = 'fct_yoy_changes'
),

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

yearly_levels as (
    select * from {{ ref('int_amounts__yearly_levels') }}
    -- Where the document of that year contradicts itself it has no level.
    where level_yuan is not null
),

units as (
    select * from {{ ref('units') }}
),

-- How exactly a comparison is printed: 4.5% may be 4.46%, 12 万元 may be 12.49 万元 but is 12.00 by custom.
printed as (
    select
        figures.fact_id as change_id,
        max(units.factor * least({{ last_digit('figures.value') }}, 0.01)) as money_digit,
        -- The quote keeps the noughts that a number loses: 10.50%.
        min(
            case
                when coalesce(figures.unit, '') != '%' then null
                when instr(figures.quote, '.') > 0
                    then power(
                        10, instr(figures.quote, '.') - length(
                            replace(
                                replace(replace(replace(figures.quote, '%', ''), '％', ''), ' ', ''),
                                chr(10), ''
                            )
                        )
                    )
                else {{ last_digit('figures.value') }}
            end
        ) as percent_digit
    from figures
    left join units on figures.unit = units.unit and units.base_unit = '元'
    group by figures.fact_id
),

with_levels as (
    select
        changes.*,
        coalesce(changes.current_yuan, levels.level_yuan) as known_current_yuan,
        coalesce(changes.prior_yuan, base_levels.level_yuan) as known_prior_yuan,
        case when changes.current_yuan is null then levels.amount_id end as current_amount_id,
        case when changes.prior_yuan is null then base_levels.amount_id end as prior_amount_id,
        coalesce(printed.money_digit, 100) as money_digit,
        -- 收、支总计 share one figure, and the column of a table may be of percent: the value tells as well.
        coalesce(printed.percent_digit, {{ last_digit('changes.change_pct') }}) as percent_digit
    from changes
    left join printed on changes.change_id = printed.change_id
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
),

-- Where the level from elsewhere stands: on the line of the comparison it is of the same sentence.
placed as (
    select
        with_levels.*,
        currents.line_no as current_line_no,
        priors.line_no as prior_line_no
    from with_levels
    left join amounts as currents on with_levels.current_amount_id = currents.amount_id
    left join amounts as priors on with_levels.prior_amount_id = priors.amount_id
),

-- Percentages -----------------------------------------------------------------------------------------

with_bases as (
    select
        *,
        -- The sentence's own words go before what another line says.
        case
            when prior_yuan is not null then prior_yuan
            when change_yuan is not null and known_current_yuan is not null then known_current_yuan - change_yuan
            else known_prior_yuan
        end as base_yuan,
        coalesce(change_yuan, known_current_yuan - known_prior_yuan) as known_change_yuan,
        case
            when change_yuan is null
                then
                    coalesce(current_line_no, line_no) between line_no and line_end
                    and coalesce(prior_line_no, line_no) between line_no and line_end
            when prior_yuan is not null then true
            when known_current_yuan is not null then coalesce(current_line_no, line_no) between line_no and line_end
            else coalesce(prior_line_no, line_no) between line_no and line_end
        end as is_one_sentence
    from placed
    where change_pct is not null
),

percentages as (
    select
        *,
        {{ change_in_percent('known_change_yuan', 'base_yuan') }} as computed_pct,
        -- A prior that contradicts current minus change is the finding of another rule.
        {{ change_in_percent('change_yuan', 'known_current_yuan - change_yuan') }} as other_pct,
        -- Half of the percentage's last digit, and what the rounding of the amounts does to it.
        0.5 * percent_digit + 0.0001
        + 100 * (0.5 * money_digit + 0.5 * money_digit * abs(cast(change_pct as double)) / 100)
        / nullif(abs(cast(base_yuan as double)), 0) as tolerance
    from with_bases
    where base_yuan != 0 and known_change_yuan is not null
),

percentages_compared as (
    select
        *,
        case
            -- An increase that exceeds what there is now leaves less than nothing for the year before.
            when base_yuan < 0 then 'review'
            when abs(change_pct - computed_pct) <= tolerance then 'pass'
            when abs(change_pct - other_pct) <= tolerance then 'pass'
            -- The last digit is cut off instead of rounded, or the sign is left to the words; and a level
            -- from another line may be of another scope.
            when abs(change_pct - computed_pct) <= tolerance + 0.5 * percent_digit then 'review'
            when is_one_sentence then 'fail'
            else 'review'
        end as status,
        {{ sorted_with(
            sorted_with(pair_list('line_no', 'line_end'), 'coalesce(current_line_no, line_no)'),
            'case when change_yuan is null or known_current_yuan is null'
            ~ ' then coalesce(prior_line_no, line_no) else line_no end'
        ) }} as evidence_lines
    from percentages
),

-- The year before -------------------------------------------------------------------------------------

-- What a document says of the year before, in words or by its change.
prior_levels as (
    select
        placed.*,
        coalesce(placed.prior_yuan, placed.known_current_yuan - placed.change_yuan) as claimed_prior_yuan,
        documents.scope as document_scope
    from placed
    inner join documents on placed.document_id = documents.document_id
    where
        placed.compared_with = 'prior_year'
        and documents.is_current
        and coalesce(placed.prior_yuan, placed.known_current_yuan - placed.change_yuan) is not null
),

-- An account may be compared twice, of its whole and of a fund: where a document says two things of a year
-- neither is compared.
single_priors as (
    select
        *,
        min(claimed_prior_yuan) over (
            partition by document_id, account_code, project_id, base_year, base_phase
        ) as lowest_yuan,
        max(claimed_prior_yuan) over (
            partition by document_id, account_code, project_id, base_year, base_phase
        ) as highest_yuan
    from prior_levels
),

years_compared as (
    select
        single_priors.change_id || ':' || yearly_levels.amount_id as subject_id,
        single_priors.document_id,
        single_priors.organization_id,
        single_priors.region_code,
        single_priors.fiscal_year,
        single_priors.project_id,
        single_priors.account_label as subject_zh,
        single_priors.account_code as subject_en,
        single_priors.claimed_prior_yuan as left_value,
        yearly_levels.level_yuan as right_value,
        -- Current, change and prior may each be rounded.
        1.5 * greatest(
            single_priors.money_digit, coalesce(units.factor * 0.01, single_priors.money_digit)
        ) as tolerance,
        {{ sorted_with(
            pair_list('single_priors.line_no', 'single_priors.line_end'),
            'coalesce(single_priors.current_line_no, single_priors.line_no)'
        ) }} as evidence_lines
    from single_priors
    inner join yearly_levels
        on
            single_priors.organization_id = yearly_levels.organization_id
            and single_priors.region_code is not distinct from yearly_levels.region_code
            and single_priors.document_scope is not distinct from yearly_levels.scope
            and single_priors.account_code = yearly_levels.account_code
            and single_priors.project_id is not distinct from yearly_levels.project_id
            and single_priors.base_phase = yearly_levels.phase
            and single_priors.base_year = yearly_levels.fiscal_year
    left join units on yearly_levels.stated_unit = units.unit
    where
        single_priors.lowest_yuan = single_priors.highest_yuan
        and single_priors.document_id != yearly_levels.document_id
),

concluded as (
    select
        'percentage_agrees_with_amounts' as rule_id,
        change_id as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        status,
        change_pct as left_value,
        computed_pct as right_value,
        tolerance,
        account_label as subject_zh,
        account_code as subject_en,
        evidence_lines
    from percentages_compared

    union all

    select
        'prior_year_agrees_with_its_document' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        case when abs(left_value - right_value) <= tolerance then 'pass' else 'review' end as status,
        left_value,
        right_value,
        tolerance,
        subject_zh,
        subject_en,
        evidence_lines
    from years_compared
)

select
    {{ audit_result_columns('rule_id') }}
from concluded
