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

pieces as (
    {% for length in [1, 2] %}
    select distinct
        names.project_id,
        {{ length }} as piece_length,
        substring(names.core_name, positions.position, {{ length }}) as piece
    from names
    inner join positions on length(names.core_name) >= positions.position + {{ length - 1 }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}
),

sizes as (
    select
        project_id,
        sum(case when piece_length = 1 then 1 else 0 end) as character_count,
        sum(case when piece_length = 2 then 1 else 0 end) as bigram_count
    from pieces
    group by project_id
),

shared as (
    select
        named_beginnings.organization_id,
        named_beginnings.project_id,
        named_endings.project_id as predecessor_id,
        sum(case when pieces.piece_length = 1 then 1 else 0 end) as shared_characters,
        sum(case when pieces.piece_length = 2 then 1 else 0 end) as shared_bigrams
    from named_beginnings
    inner join named_endings
        on
            named_beginnings.organization_id = named_endings.organization_id
            and named_beginnings.previous_year = named_endings.last_year
            and named_beginnings.numerals = named_endings.numerals
    inner join pieces on named_beginnings.project_id = pieces.project_id
    inner join pieces as ending_pieces
        on
            named_endings.project_id = ending_pieces.project_id
            and pieces.piece = ending_pieces.piece
    group by named_beginnings.organization_id, named_beginnings.project_id, named_endings.project_id
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
                    when sizes.bigram_count + ending_sizes.bigram_count = 0 then 1.0
                    else 2.0 * shared.shared_bigrams / (sizes.bigram_count + ending_sizes.bigram_count)
                end,
                4
            ) as decimal(28, 8)
        ) as similarity
    from shared
    inner join sizes on shared.project_id = sizes.project_id
    inner join sizes as ending_sizes on shared.predecessor_id = ending_sizes.project_id
    where
        shared.shared_characters = sizes.character_count
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
