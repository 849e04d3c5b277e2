with

precise as (
    select * from {{ ref('int_amounts__precise') }}
),

funds as (
    select * from {{ ref('int_documents__several_funds') }}
),

-- Repeated statements of one origin: what prose says beside a table is the finding of another rule.
repeated as (
    select
        context_key,
        account_code,
        origin,
        min(document_id) as document_id,
        min(organization_id) as organization_id,
        min(region_code) as region_code,
        min(fiscal_year) as fiscal_year,
        min(phase) as phase,
        min(project_id) as project_id,
        min(amount_id) as subject_id,
        min(account_label) as subject_zh,
        max(case when is_class then 1 else 0 end) as is_class,
        max(level_yuan) as left_value,
        min(level_yuan) as right_value,
        {{ printed_tolerance(
            'min(last_digit_yuan)', 'max(last_digit_yuan)', 'min(printed_unit)', 'max(printed_unit)'
        ) }} as tolerance,
        count(*) as statement_count,
        {{ distinct_list('line_no') }} as evidence_lines
    from precise
    group by context_key, account_code, origin
),

-- Two values need not be an error, such as those of two units in one document: a person has to look. Two
-- values of a class say nothing where there are several funds.
concluded as (
    select
        repeated.*,
        repeated.account_code as subject_en,
        case
            when repeated.left_value - repeated.right_value <= repeated.tolerance then 'pass'
            when repeated.is_class = 1 and funds.document_id is not null then 'not_applicable'
            else 'review'
        end as status
    from repeated
    left join funds
        on
            repeated.document_id = funds.document_id
            and repeated.fiscal_year = funds.fiscal_year
            and repeated.phase = funds.phase
    where repeated.statement_count >= 2
)

select
    {{ audit_result_columns("'account_has_one_value'") }}
from concluded
