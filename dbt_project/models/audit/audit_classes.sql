{# The columns that divide a row of classes, and the account whose row is the total of such a column. #}
{% set divisions = [
    ('expenditure_equals_basic_and_project', 'whole', 'basic', 'expenditure.project'),
    ('basic_equals_personnel_and_public', 'basic', 'expenditure.basic.personnel', 'expenditure.basic.public'),
] %}
{# expenditure.function.205 and expenditure.economic.301 are of the first level. #}
{% set top_level_length = 24 %}

with

amounts as (
    select * from {{ ref('stg_amounts') }}
    where
        {{ is_to_be_audited() }}
        and origin = 'table'
        and project_id is null
        and value_state in ('stated', 'stated_zero', 'not_arranged', 'blank')
),

tabled_lines as (
    select * from {{ ref('int_lines__tabled') }}
),

units as (
    select * from {{ ref('units') }}
),

cells as (
    select
        amounts.document_id
        || '|' || cast(tabled_lines.table_no as varchar)
        || '|' || coalesce(cast(amounts.fiscal_year as varchar), '')
        || '|' || coalesce(amounts.phase, '')
        || '|' || coalesce(amounts.scope, '') as table_key,
        amounts.amount_id,
        amounts.document_id,
        amounts.organization_id,
        amounts.region_code,
        amounts.fiscal_year,
        amounts.account_code,
        amounts.account_label,
        amounts.line_no,
        case
            when amounts.cross_account_code is null or amounts.cross_account_code = 'expenditure.current_year'
                then 'whole'
            when amounts.cross_account_code = 'expenditure.basic' then 'basic'
            else amounts.cross_account_code
        end as column_code,
        coalesce(amounts.amount_yuan, 0) as level_yuan,
        coalesce(cast(units.factor * 0.005 as decimal(20, 4)), 0.005) as tolerance_yuan,
        case
            when amounts.account_code like 'expenditure.function.%' then 'expenditure.function.'
            when amounts.account_code like 'expenditure.economic.%' then 'expenditure.economic.'
        end as family
    from amounts
    inner join tabled_lines
        on
            amounts.document_id = tabled_lines.document_id
            and amounts.line_no = tabled_lines.line_no
    left join units on amounts.stated_unit = units.unit
    where amounts.account_code like '%expenditure%'
),

places as (
    select
        min(level_yuan) as lowest_yuan,
        max(level_yuan) as highest_yuan,
        {{ first_placed('amount_id', ['line_no', 'amount_id']) }} as first_amount_id
    from cells
    group by table_key, account_code, column_code
),

-- One value a row and column; where a table states two it is several tables.
single_cells as (
    select cells.*
    from cells
    inner join places on cells.amount_id = places.first_amount_id
    where places.lowest_yuan = places.highest_yuan
),

-- Rows of classes -------------------------------------------------------------------------------------

rows_of_classes as (
    select
        table_key,
        account_code,
        min(document_id) as document_id,
        min(organization_id) as organization_id,
        min(region_code) as region_code,
        min(fiscal_year) as fiscal_year,
        min(account_label) as subject_zh,
        min(amount_id) as amount_id,
        max(case when column_code = 'whole' then level_yuan end) as whole_yuan,
        {% for rule_id, whole, first_part, second_part in divisions %}
        max(case when column_code = '{{ whole }}' then level_yuan end) as divided_{{ loop.index }}_yuan,
        sum(case when column_code in ('{{ first_part }}', '{{ second_part }}') then level_yuan end)
            as parts_{{ loop.index }}_yuan,
        {% endfor %}
        (count(*) + 1) * max(tolerance_yuan) as tolerance,
        {{ distinct_list('line_no') }} as evidence_lines
    from single_cells
    where family is not null
    group by table_key, account_code
),

rows_divided as (
    {% for rule_id, whole, first_part, second_part in divisions %}
    select
        '{{ rule_id }}' as rule_id,
        table_key,
        account_code,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        subject_zh,
        amount_id,
        -- A table of basic expenditure has its total in the column of the whole.
        coalesce(divided_{{ loop.index }}_yuan, whole_yuan) as left_value,
        parts_{{ loop.index }}_yuan as right_value,
        tolerance,
        evidence_lines
    from rows_of_classes
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

rows_compared as (
    select
        *,
        case when abs(left_value - right_value) <= tolerance then 1 else 0 end as is_equal,
        -- The columns are all there are where other rows of the table add up.
        sum(case when abs(left_value - right_value) <= tolerance then 1 else 0 end) over (
            partition by table_key, rule_id
        ) as equal_count
    from rows_divided
    where left_value is not null and right_value is not null
),

-- The total of a column -------------------------------------------------------------------------------

top_classes as (
    select
        table_key,
        family,
        column_code,
        count(*) as class_count,
        sum(level_yuan) as classes_yuan,
        sum(tolerance_yuan) as tolerance_yuan,
        {{ distinct_list('line_no') }} as class_lines
    from single_cells
    where family is not null and length(account_code) = {{ top_level_length }}
    group by table_key, family, column_code
),

totals as (
    select
        *,
        case
            when account_code like '%.personnel' then 'expenditure.basic.personnel'
            when account_code like '%.public' then 'expenditure.basic.public'
            when account_code like '%.basic' then 'basic'
            when account_code like '%.project' then 'expenditure.project'
            else 'whole'
        end as totalled_column_code
    from single_cells
    where
        family is null
        and column_code = 'whole'
        and (
            account_code in (
                'expenditure', 'expenditure.current_year', 'fiscal_appropriation.expenditure',
                'expenditure.fiscal_appropriation', 'expenditure.general_public_budget',
                'expenditure.government_fund', 'expenditure.state_capital'
            )
            or account_code like '%.basic'
            or account_code like '%.project'
            or account_code like '%.personnel'
            or account_code like '%.public'
        )
),

columns_compared as (
    select
        totals.table_key,
        totals.amount_id || ':' || top_classes.family || top_classes.column_code as subject_id,
        top_classes.family,
        totals.document_id,
        totals.organization_id,
        totals.region_code,
        totals.fiscal_year,
        totals.account_label as subject_zh,
        totals.account_code as subject_en,
        totals.level_yuan as left_value,
        top_classes.classes_yuan as right_value,
        top_classes.tolerance_yuan + totals.tolerance_yuan as tolerance,
        -- A table of funds has several totals in a column; the classes are of one of them.
        row_number() over (
            partition by top_classes.table_key, top_classes.family, top_classes.column_code
            order by
                abs(totals.level_yuan - top_classes.classes_yuan),
                case when totals.account_code = 'expenditure.current_year' then 0 else 1 end,
                totals.account_code
        ) as nearest_rank,
        {{ sorted_with('top_classes.class_lines', 'totals.line_no') }} as evidence_lines
    from top_classes
    inner join totals
        on
            top_classes.table_key = totals.table_key
            and (
                top_classes.column_code = totals.totalled_column_code
                -- The table of basic expenditure has economic classes and 基本支出合计 for its whole.
                or (
                    top_classes.family = 'expenditure.economic.'
                    and top_classes.column_code = 'whole'
                    and totals.totalled_column_code = 'basic'
                )
            )
    where top_classes.class_count >= 2
),

concluded as (
    select
        rule_id,
        amount_id || ':row' as subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        case
            when is_equal = 1 then 'pass'
            when equal_count >= 2 then 'fail'
            else 'review'
        end as status,
        left_value,
        right_value,
        tolerance,
        subject_zh,
        account_code as subject_en,
        evidence_lines
    from rows_compared

    union all

    -- A table may leave classes out, or list a fund's beside those of all.
    select
        'account_equals_parts' as rule_id,
        subject_id,
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        case
            when abs(left_value - right_value) <= tolerance then 'pass'
            -- 工资福利支出 and its like stand beside 项目支出, which has no classes there.
            when family = 'expenditure.economic.' and right_value < left_value then 'not_applicable'
            else 'review'
        end as status,
        left_value,
        right_value,
        tolerance,
        subject_zh,
        subject_en,
        evidence_lines
    from columns_compared
    where nearest_rank = 1
),

with_project as (
    select
        *,
        cast(null as varchar) as project_id
    from concluded
)

select
    {{ audit_result_columns('rule_id') }}
from with_project
