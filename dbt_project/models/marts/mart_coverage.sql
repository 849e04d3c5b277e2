{# Facts by kind: relation, key, name of the count. #}
{% set facts = [
    ('fct_amounts', 'amount_count'),
    ('fct_indicators', 'indicator_count'),
    ('stg_changes', 'change_count'),
    ('fct_project_budgets', 'project_count'),
    ('fct_disbursement_plans', 'disbursement_plan_count'),
    ('fct_procurements', 'procurement_count'),
    ('fct_fixed_assets', 'fixed_asset_count'),
    ('document_institutions', 'institution_count'),
    ('document_definitions', 'definition_count'),
] %}

with

documents as (
    select * from {{ ref('int_documents__sourced') }}
    where is_current
),

document_lines as (
    select * from {{ ref('document_lines') }}
    where trim(text) != ''
),

sections as (
    select * from {{ ref('document_sections') }}
),

{% for relation, name in facts %}
{{ relation }} as (
    select * from {{ ref(relation) }}
),

{% endfor %}
audit_results as (
    select * from {{ ref('fct_audit_results') }}
    where rule_id = 'mandatory_section_present'
),

unmapped as (
    select * from {{ ref('unmapped_labels') }}
),

aliases as (
    select * from {{ ref('organization_alias') }}
),

-- A heading, a table of contents and a table are understood as what they are; a paragraph by the section it is in.
recognised as (
    select
        document_lines.document_id,
        document_lines.line_no,
        document_lines.block_kind != 'paragraph' or sections.section_kind is not null as is_recognised
    from document_lines
    left join sections on document_lines.section_id = sections.section_id
),

open_lines as (
    select
        document_id,
        line_no
    from recognised
    where not coalesce(is_recognised, false)
),

spans as (
    {% for relation, name in facts %}
    select
        document_id,
        line_no,
        line_end
    from {{ relation }}

    union distinct

    {% endfor %}
    -- A title says whose document it is.
    select
        document_id,
        line_no,
        line_no as line_end
    from aliases
),

-- Places on one line are joined by equality: they are most, and documents have thousands of them.
placed as (
    select
        open_lines.document_id,
        open_lines.line_no
    from open_lines
    inner join spans
        on
            open_lines.document_id = spans.document_id
            and open_lines.line_no = spans.line_no
            and spans.line_end = spans.line_no

    union distinct

    select
        open_lines.document_id,
        open_lines.line_no
    from open_lines
    inner join spans
        on
            open_lines.document_id = spans.document_id
            and open_lines.line_no between spans.line_no and spans.line_end
            and spans.line_end > spans.line_no
),

line_counts as (
    select
        recognised.document_id,
        count(*) as text_line_count,
        sum(case when recognised.is_recognised or placed.line_no is not null then 1 else 0 end) as lines_explained
    from recognised
    left join placed
        on
            recognised.document_id = placed.document_id
            and recognised.line_no = placed.line_no
    group by recognised.document_id
),

section_counts as (
    select
        document_id,
        count(*) as section_count,
        {{ distinct_list('section_kind') }} as section_kinds
    from sections
    group by document_id
),

-- NULL where the audit did not look, which is not the same as that nothing is missing.
missing_sections as (
    select
        document_id,
        sum(case when status in ('review', 'fail') then 1 else 0 end) as missing_section_count,
        {{ dbt.listagg(
            "case when status in ('review', 'fail') then message_zh end", 'chr(10)', 'order by result_id'
        ) }} as missing_section_findings
    from audit_results
    where status in ('pass', 'review', 'fail')
    group by document_id
),

unmapped_counts as (
    select
        document_id,
        count(*) as unmapped_label_count
    from unmapped
    group by document_id
),

{% for relation, name in facts %}
{{ relation }}_counts as (
    select
        document_id,
        count(*) as {{ name }}
    from {{ relation }}
    group by document_id
){{ ',' if not loop.last }}

{% endfor %}
select
    documents.document_id,
    documents.organization_id,
    documents.region_code,
    documents.document_type,
    documents.fiscal_year,
    documents.line_count,
    cast(coalesce(line_counts.text_line_count, 0) as integer) as text_line_count,
    cast(coalesce(line_counts.lines_explained, 0) as integer) as lines_explained,
    {{ share_in_percent('line_counts.lines_explained', 'line_counts.text_line_count') }} as lines_explained_pct,
    documents.figure_count,
    documents.figures_explained,
    {{ share_in_percent('documents.figures_explained', 'documents.figure_count') }} as figures_explained_pct,
    {% for relation, name in facts %}
    cast(coalesce({{ relation }}_counts.{{ name }}, 0) as integer) as {{ name }},
    {% endfor %}
    cast(coalesce(section_counts.section_count, 0) as integer) as section_count,
    section_counts.section_kinds,
    cast(missing_sections.missing_section_count as integer) as missing_section_count,
    missing_sections.missing_section_findings,
    cast(coalesce(unmapped_counts.unmapped_label_count, 0) as integer) as unmapped_label_count
from documents
left join line_counts on documents.document_id = line_counts.document_id
left join section_counts on documents.document_id = section_counts.document_id
left join missing_sections on documents.document_id = missing_sections.document_id
left join unmapped_counts on documents.document_id = unmapped_counts.document_id
{% for relation, name in facts %}
left join {{ relation }}_counts on documents.document_id = {{ relation }}_counts.document_id
{% endfor %}
order by documents.fiscal_year nulls last, documents.region_code nulls last, documents.document_id
