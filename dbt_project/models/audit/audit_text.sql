-- A rule for each kind of observation, and what it says of a word that was found. A left-over formula or
-- the level of another template comes again and again in a document: those are one result a word.
{% set rules = [
    ('word_not_repeated', 'repeated_word', 'observation_id', '重复书写', 'stands there twice'),
    ('quotation_marks_balanced', 'unbalanced_mark', 'observation_id', '没有成对', 'has no partner'),
    ('sentence_is_complete', 'sentence_cut', 'observation_id', '之后断开', 'is followed by a break'),
    ('level_fits_region', 'other_level', 'term', '与文档所属地区的层级不符', 'is a word of another level'),
    ('no_formula_markup', 'markup', 'term', '是排版标记', 'is left-over markup'),
    ('no_foreign_words', 'foreign_word', 'observation_id', '是夹杂的外文词', 'is a foreign word'),
] %}
{# Which documents a rule can be checked in, where it isn't any that has words. #}
{% set readers = {'sentence_cut': 'prosaic', 'other_level': 'located'} %}

with

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

regions as (
    select * from {{ ref('regions') }}
),

lines as (
    select * from {{ ref('stg_lines') }}
    where block_kind in ('paragraph', 'heading')
),

indicators as (
    select * from {{ ref('stg_indicators') }}
),

observations as (
    select * from {{ ref('stg_observations') }}
),

aliases as (
    select * from {{ ref('stg_organization_aliases') }}
    where is_subject
),

-- A table of numbers has no wording; the cells of an indicator have.
worded as (
    select document_id from lines
    union
    select document_id from indicators
),

-- A word of level can only be judged where the body's own name tells its region.
located as (
    select documents.document_id
    from documents
    inner join regions on documents.region_code = regions.region_code
    where documents.organization_name like '%' || regions.region_name || '%'
),

prosaic as (
    select distinct document_id
    from lines
    where block_kind = 'paragraph'
),

-- The committee's word is what full names of one body differ in (县委政法委员会, 县政法委员会): without it
-- they are one. Party prefix and region stay, since a name with fewer of them is a short form.
bared as (
    select
        document_id,
        alias,
        line_no,
        {% set bare = namespace(sql='alias') %}
        {% for region in ['省', '市', '县', '区', '州', '旗'] %}
        {% set bare.sql = "replace(replace(" ~ bare.sql ~ ", '" ~ region ~ "委员会', '" ~ region ~ "'), '"
            ~ region ~ "委', '" ~ region ~ "')" %}
        {% endfor %}
        {{ bare.sql }} as bare_name
    from aliases
),

spelt as (
    select
        document_id,
        bare_name,
        count(distinct alias) as spelling_count,
        min(alias) as first_alias,
        max(alias) as last_alias,
        {{ distinct_list('line_no') }} as evidence_lines
    from bared
    group by document_id, bare_name
),

applicable as (
    {% for rule_id, kind, grain, said_zh, said_en in rules %}
    select
        '{{ rule_id }}' as rule_id,
        document_id
    from {{ readers.get(kind, 'worded') }}

    union all

    {% endfor %}
    select distinct
        'organization_spelt_one_way' as rule_id,
        document_id
    from aliases
),

found as (
    {% for rule_id, kind, grain, said_zh, said_en in rules %}
    select
        '{{ rule_id }}' as rule_id,
        document_id,
        document_id || ':' || {{ grain }} as finding,
        {% if kind == 'unbalanced_mark' %}
        '“' || min(text) || '”中的 ' || min(term) || ' {{ said_zh }}' as detail_zh,
        min(term) || ' in “' || min(text) || '” {{ said_en }}' as detail_en,
        {% else %}
        '“' || min({{ 'quote' if kind == 'repeated_word' else 'term' }}) || '”{{ said_zh }}' as detail_zh,
        '“' || min({{ 'quote' if kind == 'repeated_word' else 'term' }}) || '” {{ said_en }}' as detail_en,
        {% endif %}
        {{ sorted_with(distinct_list('line_no'), 'max(line_end)') }} as evidence_lines
    from observations
    where kind = '{{ kind }}'
    group by document_id, {{ grain }}

    union all

    {% endfor %}
    select
        'organization_spelt_one_way' as rule_id,
        document_id,
        document_id || ':' || bare_name as finding,
        '“' || first_alias || '”与“' || last_alias || '”' as detail_zh,
        '“' || first_alias || '” and “' || last_alias || '”' as detail_en,
        evidence_lines
    from spelt
    where spelling_count > 1
),

-- A document in which nothing was found has one result without lines.
concluded as (
    select
        applicable.rule_id,
        applicable.document_id,
        found.detail_zh,
        found.detail_en,
        found.evidence_lines,
        coalesce(found.finding, applicable.document_id) as subject_id,
        case when found.finding is null then 'pass' else 'review' end as status
    from applicable
    left join found
        on applicable.rule_id = found.rule_id and applicable.document_id = found.document_id
),

compared as (
    select
        concluded.*,
        documents.organization_id,
        documents.region_code,
        documents.fiscal_year,
        cast(null as varchar) as project_id,
        cast(null as decimal(28, 8)) as left_value,
        cast(null as decimal(28, 8)) as right_value,
        0 as tolerance,
        cast(null as varchar) as subject_zh,
        cast(null as varchar) as subject_en
    from concluded
    inner join documents on concluded.document_id = documents.document_id
)

select
    {{ audit_result_columns('rule_id', is_detailed=true) }}
from compared
