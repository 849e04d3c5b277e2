{# Share of common pairs of characters from which on two names are taken for one project. #}
{% set least_similarity = '0.8' %}

with

project_years as (
    select * from {{ ref('int_projects__yearly') }}
    where organization_id is not null and fiscal_year is not null
),

names as (
    select * from {{ ref('int_projects__named') }}
),

positions as (
    {{ character_positions(60) }}
),

spans as (
    select
        organization_id,
        project_id,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from project_years
    group by organization_id, project_id
),

body_years as (
    select distinct
        organization_id,
        fiscal_year
    from project_years
),

-- The year before in which the body disclosed projects at all: a missing disclosure ends no project.
consecutive_years as (
    select
        organization_id,
        fiscal_year,
        lag(fiscal_year) over (partition by organization_id order by fiscal_year) as previous_year
    from body_years
),

-- What begins in a year may go on what ended in the year before. A project that has a year under its own name
-- is its own predecessor and nobody else's.
beginnings as (
    select
        spans.organization_id,
        spans.project_id,
        consecutive_years.previous_year
    from spans
    inner join consecutive_years
        on
            spans.organization_id = consecutive_years.organization_id
            and spans.first_year = consecutive_years.fiscal_year
    where consecutive_years.previous_year is not null
),

named_beginnings as (
    select
        beginnings.*,
        names.core_name,
        names.numerals
    from beginnings
    inner join names on beginnings.project_id = names.project_id
),

named_endings as (
    select
        spans.organization_id,
        spans.project_id,
        spans.last_year,
        names.core_name,
        names.numerals
    from spans
    inner join names on spans.project_id = names.project_id
),

-- Characters and pairs of characters of each name, once. Both sides carry all that they are compared by: one join
-- of equal columns, for pieces alone are the same in thousands of names.
{% for relation, year in [('beginning', 'previous_year'), ('ending', 'last_year')] %}
{{ relation }}_pieces as (
    {% for length in [1, 2] %}
    select distinct
        named_{{ relation }}s.organization_id,
        named_{{ relation }}s.{{ year }} as compared_year,
        named_{{ relation }}s.numerals,
        named_{{ relation }}s.project_id,
        {{ length }} as piece_length,
        substring(named_{{ relation }}s.core_name, positions.position, {{ length }}) as piece
    from named_{{ relation }}s
    inner join positions on length(named_{{ relation }}s.core_name) >= positions.position + {{ length - 1 }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

{{ relation }}_sizes as (
    select
        project_id,
        sum(case when piece_length = 1 then 1 else 0 end) as character_count,
        sum(case when piece_length = 2 then 1 else 0 end) as bigram_count
    from {{ relation }}_pieces
    group by project_id
),

{% endfor %}
shared as (
    select
        beginning_pieces.organization_id,
        beginning_pieces.project_id,
        ending_pieces.project_id as predecessor_id,
        sum(case when beginning_pieces.piece_length = 1 then 1 else 0 end) as shared_characters,
        sum(case when beginning_pieces.piece_length = 2 then 1 else 0 end) as shared_bigrams
    from beginning_pieces
    inner join ending_pieces
        on
            beginning_pieces.organization_id = ending_pieces.organization_id
            and beginning_pieces.compared_year = ending_pieces.compared_year
            and beginning_pieces.numerals = ending_pieces.numerals
            and beginning_pieces.piece = ending_pieces.piece
    group by beginning_pieces.organization_id, beginning_pieces.project_id, ending_pieces.project_id
),

-- One name holds the other: 司法救助 and 国家司法救助. Where each has something of its own the thing itself is
-- another one, however alike the rest: 小学营养改善计划 and 中学营养改善计划.
compared as (
    select
        shared.organization_id,
        shared.project_id,
        shared.predecessor_id,
        cast(
            round(
                case
                    when beginning_sizes.bigram_count + ending_sizes.bigram_count = 0 then 1.0
                    else 2.0 * shared.shared_bigrams / (beginning_sizes.bigram_count + ending_sizes.bigram_count)
                end,
                4
            ) as decimal(28, 8)
        ) as similarity
    from shared
    inner join beginning_sizes on shared.project_id = beginning_sizes.project_id
    inner join ending_sizes on shared.predecessor_id = ending_sizes.project_id
    where
        shared.shared_characters = beginning_sizes.character_count
        or shared.shared_characters = ending_sizes.character_count
),

ranked as (
    select
        *,
        row_number() over (
            partition by project_id
            order by similarity desc, predecessor_id asc
        ) as predecessor_rank,
        row_number() over (
            partition by predecessor_id
            order by similarity desc, project_id asc
        ) as successor_rank
    from compared
    where similarity >= {{ least_similarity }}
)

-- Each is the other's best: a project goes on in one, and goes on one.
select
    organization_id,
    project_id,
    predecessor_id,
    similarity
from ranked
where predecessor_rank = 1 and successor_rank = 1
