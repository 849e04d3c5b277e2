{# The columns that every rule about a whole document fills alike. #}
{% set about_document %}
        documents.document_id,
        documents.organization_id,
        documents.region_code,
        documents.fiscal_year,
        cast(null as varchar) as project_id,
        cast(null as varchar) as subject_zh,
        cast(null as varchar) as subject_en,
{% endset %}
{# The columns that every rule about a project's code fills alike. #}
{% set about_code %}
        document_id,
        organization_id,
        region_code,
        fiscal_year,
        project_id,
        coalesce(project_name, project_code) as subject_zh,
        coalesce(project_name, project_code) as subject_en,
{% endset %}

with

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

lines as (
    select * from {{ ref('stg_lines') }}
    where block_kind != 'blank'
),

sections as (
    select * from {{ ref('stg_sections') }}
),

sectioned as (
    select * from {{ ref('int_sections__required') }}
),

coded as (
    select * from {{ ref('int_projects__coded') }}
),

alike as (
    select * from {{ ref('int_disbursement_plans__alike') }}
),

amounts as (
    select * from {{ ref('stg_amounts') }}
),

observations as (
    select * from {{ ref('stg_observations') }}
    where kind = 'numbering_gap'
),

measured as (
    select
        document_id,
        count(*) as code_count,
        min(usual_length) as usual_length,
        min(case when code_length != usual_length then code_length end) as other_length,
        {{ distinct_list('case when code_length != usual_length then line_no end') }} as odd_lines,
        {{ distinct_list('line_no') }} as code_lines
    from coded
    group by document_id
),

planned as (
    select
        document_id,
        sum(project_count) as project_count,
        max(project_count) as most_alike,
        min(first_plan_id) as first_plan_id,
        max(plan_lines) as plan_lines
    from alike
    group by document_id
),

-- S08 and S09: what a document says of itself.

first_lines as (
    select
        document_id,
        min(line_no) as first_line
    from lines
    group by document_id
),

dutiful as (
    select distinct document_id
    from sections
    where section_kind in ('duties', 'duties_and_institutions', 'institutions', 'overview')
),

unscoped as (
    select
        documents.document_id,
        max(
            case
                when lines.text like '%本部门%' or lines.text like '%部门预算%' or lines.text like '%部门决算%' then 1
                else 0
            end
        ) as names_department,
        max(
            case
                when lines.text like '%本单位%' or lines.text like '%单位预算%' or lines.text like '%单位决算%' then 1
                else 0
            end
        ) as names_unit
    from documents
    inner join lines on documents.document_id = lines.document_id
    -- A region's own report on its budget is about no body: it tells no duties.
    inner join dutiful on documents.document_id = dutiful.document_id
    where
        documents.scope is null
        and documents.organization_id is not null
        and documents.document_type in ('budget_disclosure', 'final_accounts')
    group by documents.document_id
),

-- Parts of a department's document may be those of its organ alone; a unit's hold no consolidated figures.
strayed as (
    select
        documents.document_id,
        {{ distinct_list('amounts.line_no') }} as evidence_lines
    from documents
    inner join amounts on documents.document_id = amounts.document_id
    where
        (documents.scope = 'unit' and amounts.scope = 'consolidated')
        or (documents.scope = 'consolidated' and amounts.scope = 'unit')
    group by documents.document_id
),

staged as (
    select
        documents.document_id,
        min(lines.line_no) as stage_line
    from documents
    inner join lines on documents.document_id = lines.document_id
    where
        (
            documents.publication_stage = 'draft'
            and (lines.text like '%草案%' or lines.text like '%征求意见稿%')
        )
        or (
            documents.publication_stage = 'approved'
            and (lines.text like '%批复%' or lines.text like '%批准%' or lines.text like '%通过%')
        )
    group by documents.document_id
),

-- S10: a document whose headings are numbered.

numbered as (
    select
        document_id,
        count(*) as heading_count
    from sections
    where ordinal is not null
    group by document_id
),

compared as (
    select
        'mandatory_section_present' as rule_id,
        sectioned.document_id || ':' || sectioned.requirement as subject_id,
        documents.document_id,
        documents.organization_id,
        documents.region_code,
        documents.fiscal_year,
        cast(null as varchar) as project_id,
        sectioned.name_zh as subject_zh,
        sectioned.name_en as subject_en,
        case when sectioned.found_line is null then '未见该内容' else '已列出' end as detail_zh,
        case when sectioned.found_line is null then 'not found' else 'is there' end as detail_en,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        case when sectioned.found_line is null then 'review' else 'pass' end as status,
        -- What is missing stands nowhere: the title is where a person begins to look.
        {{ pair_list(
            'coalesce(sectioned.found_line, first_lines.first_line)',
            'coalesce(sectioned.found_line, first_lines.first_line)'
        ) }} as evidence_lines
    from sectioned
    inner join documents on sectioned.document_id = documents.document_id
    inner join first_lines on sectioned.document_id = first_lines.document_id

    union all

    select
        'project_code_agrees_with_region' as rule_id,
        project_budget_id as subject_id,
        {{ about_code }}
        project_code || '：' || code_region_name as detail_zh,
        project_code || ': ' || code_region_name as detail_en,
        cast(code_region as decimal(28, 8)) as left_value,
        cast(region_code as decimal(28, 8)) as right_value,
        case when is_own_region then 'pass' else 'review' end as status,
        evidence_lines
    from coded
    where code_region is not null and region_code is not null

    union all

    -- A year of the code is one only behind a region; digits that are far off are none.
    select
        'project_code_agrees_with_year' as rule_id,
        project_budget_id as subject_id,
        {{ about_code }}
        project_code || '：' || cast(code_year as varchar) || ' 年' as detail_zh,
        project_code || ': ' || cast(code_year as varchar) as detail_en,
        code_year as left_value,
        fiscal_year as right_value,
        case when code_year <= fiscal_year then 'pass' else 'review' end as status,
        evidence_lines
    from coded
    where code_region is not null and code_year between 2015 and fiscal_year + 5

    union all

    select
        'project_code_has_one_length' as rule_id,
        documents.document_id as subject_id,
        {{ about_document }}
        case
            when measured.other_length is null then '均为 ' || cast(measured.usual_length as varchar) || ' 位'
            else
                '多为 ' || cast(measured.usual_length as varchar) || ' 位，另有 '
                || cast(measured.other_length as varchar) || ' 位'
        end as detail_zh,
        case
            when measured.other_length is null then 'all of ' || cast(measured.usual_length as varchar) || ' characters'
            else
                'mostly of ' || cast(measured.usual_length as varchar) || ' characters, others of '
                || cast(measured.other_length as varchar)
        end as detail_en,
        measured.usual_length as left_value,
        coalesce(measured.other_length, measured.usual_length) as right_value,
        case when measured.other_length is null then 'pass' else 'review' end as status,
        case when measured.other_length is null then measured.code_lines else measured.odd_lines end as evidence_lines
    from measured
    inner join documents on measured.document_id = documents.document_id
    where measured.code_count > 1

    union all

    select
        'disbursement_plans_differ' as rule_id,
        alike.first_plan_id as subject_id,
        {{ about_document }}
        cast(alike.project_count as varchar) || ' 个项目的支出进度完全相同' as detail_zh,
        cast(alike.project_count as varchar) || ' projects have one plan' as detail_en,
        alike.project_count as left_value,
        planned.project_count as right_value,
        'review' as status,
        alike.evidence_lines
    from alike
    inner join planned on alike.document_id = planned.document_id
    inner join documents on alike.document_id = documents.document_id
    where alike.project_count >= 3

    union all

    select
        'disbursement_plans_differ' as rule_id,
        planned.first_plan_id as subject_id,
        {{ about_document }}
        '各项目支出进度不雷同' as detail_zh,
        'no three projects have one plan' as detail_en,
        planned.most_alike as left_value,
        planned.project_count as right_value,
        'pass' as status,
        planned.plan_lines as evidence_lines
    from planned
    inner join documents on planned.document_id = documents.document_id
    where planned.project_count >= 3 and planned.most_alike < 3

    union all

    select
        'document_scope_is_stated' as rule_id,
        documents.document_id as subject_id,
        {{ about_document }}
        case
            when strayed.document_id is not null then '部分金额的口径与标题不同'
            when documents.scope is not null then '标题已写明'
            when unscoped.names_department = unscoped.names_unit then '标题和正文均未写明是部门还是单位'
            else '正文已写明'
        end as detail_zh,
        case
            when strayed.document_id is not null then 'amounts have another scope than the title'
            when documents.scope is not null then 'the title states it'
            when unscoped.names_department = unscoped.names_unit
                then 'neither title nor text tell a department from a unit'
            else 'the text states it'
        end as detail_en,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        case
            when strayed.document_id is not null then 'review'
            when unscoped.names_department = unscoped.names_unit then 'review'
            else 'pass'
        end as status,
        coalesce(
            strayed.evidence_lines, {{ pair_list('first_lines.first_line', 'first_lines.first_line') }}
        ) as evidence_lines
    from documents
    inner join first_lines on documents.document_id = first_lines.document_id
    left join unscoped on documents.document_id = unscoped.document_id
    left join strayed on documents.document_id = strayed.document_id
    where
        documents.document_type in ('budget_disclosure', 'final_accounts')
        and (documents.scope is not null or unscoped.document_id is not null)

    union all

    select
        'document_is_approved' as rule_id,
        documents.document_id as subject_id,
        {{ about_document }}
        case when documents.publication_stage = 'draft' then '标明为草案' else '已经批复' end as detail_zh,
        case when documents.publication_stage = 'draft' then 'called a draft' else 'approved' end as detail_en,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        case when documents.publication_stage = 'draft' then 'review' else 'pass' end as status,
        {{ pair_list('staged.stage_line', 'staged.stage_line') }} as evidence_lines
    from documents
    inner join staged on documents.document_id = staged.document_id

    union all

    select
        'numbering_has_no_gap' as rule_id,
        coalesce(observations.observation_id, documents.document_id) as subject_id,
        {{ about_document }}
        case
            when observations.text = 'missing' then observations.unit || ' 之后是 ' || observations.term
            when observations.text = 'repeated' then observations.term || ' 出现两次'
            else '标题编号连续'
        end as detail_zh,
        case
            when observations.text = 'missing' then observations.unit || ' is followed by ' || observations.term
            when observations.text = 'repeated' then observations.term || ' stands there twice'
            else 'headings are numbered without a gap'
        end as detail_en,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        case when observations.observation_id is null then 'pass' else 'review' end as status,
        case
            when observations.observation_id is not null
                then {{ pair_list('before.line_no', 'observations.line_no') }}
        end as evidence_lines
    from documents
    inner join numbered on documents.document_id = numbered.document_id
    left join observations on documents.document_id = observations.document_id
    left join sections as before on observations.subject_id = before.section_id
    where numbered.heading_count >= 3
),

concluded as (
    select
        *,
        0 as tolerance
    from compared
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from concluded
