-- Bodies that are no organs have no agency running costs.
{% set institutions = [
    'school', 'party_school', 'hospital', 'public_health_institution', 'cultural_institution', 'media_institution',
    'welfare_institution', 'research_institution', 'public_institution', 'enterprise',
] %}

with

documents as (
    select * from {{ ref('int_documents__sourced') }}
),

required_sections as (
    select * from {{ ref('required_sections') }}
),

sections as (
    select * from {{ ref('stg_sections') }}
),

aliases as (
    select * from {{ ref('stg_organization_aliases') }}
    where is_subject
),

institution_documents as (
    select distinct document_id
    from aliases
    where organization_kind in (
        {% for kind in institutions %}
        '{{ kind }}'{% if not loop.last %},{% endif %}
        {% endfor %}
    )
),

requirements as (
    select distinct
        documents.document_id,
        required_sections.document_type,
        required_sections.requirement,
        required_sections.name_zh,
        required_sections.name_en
    from documents
    inner join required_sections
        on
            documents.document_type = required_sections.document_type
            and documents.fiscal_year >= required_sections.from_year
    left join institution_documents on documents.document_id = institution_documents.document_id
    where required_sections.bodies = 'all' or institution_documents.document_id is null
),

headed as (
    select
        requirements.document_id,
        requirements.requirement,
        min(sections.line_no) as line_no
    from requirements
    inner join required_sections
        on
            requirements.document_type = required_sections.document_type
            and requirements.requirement = required_sections.requirement
    inner join sections
        on
            requirements.document_id = sections.document_id
            and required_sections.section_kind = sections.section_kind
    group by requirements.document_id, requirements.requirement
),

-- A document that has no heading for most of what is required is a part of one.
counted as (
    select
        requirements.document_id,
        count(*) as required_count,
        count(headed.line_no) as headed_count
    from requirements
    left join headed
        on requirements.document_id = headed.document_id and requirements.requirement = headed.requirement
    group by requirements.document_id
),

unheaded as (
    select
        requirements.*,
        headed.line_no
    from requirements
    inner join counted
        on
            requirements.document_id = counted.document_id
            and 3 * counted.headed_count >= 2 * counted.required_count
    left join headed
        on requirements.document_id = headed.document_id and requirements.requirement = headed.requirement
),

-- What has no heading of its own may be told under another one; that a definition names it is not enough.
told as (
    select
        unheaded.document_id,
        unheaded.requirement,
        min(sections.line_no) as line_no
    from unheaded
    inner join required_sections
        on
            unheaded.document_type = required_sections.document_type
            and unheaded.requirement = required_sections.requirement
    -- The text of a section is normalised, so that a wrap or a traditional character hides no word.
    inner join sections
        on
            unheaded.document_id = sections.document_id
            and sections.text like '%' || required_sections.keyword || '%'
    where
        unheaded.line_no is null
        and coalesce(sections.section_kind, '') not in ('definitions', 'definition')
    group by unheaded.document_id, unheaded.requirement
)

select
    unheaded.document_id,
    unheaded.requirement,
    unheaded.name_zh,
    unheaded.name_en,
    coalesce(unheaded.line_no, told.line_no) as found_line
from unheaded
left join told
    on unheaded.document_id = told.document_id and unheaded.requirement = told.requirement
