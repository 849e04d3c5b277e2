"""Staged files: immutable, whole, exactly those that are wanted; the real parser writes them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines import batches, manifest, restaging, schemas, staging
from pipelines.batches import Job, Parsed, ParserFault, check_contract, framed, frames, make_batches
from pipelines.ingest import document_id, refresh
from pipelines.settings import Settings
from pipelines.staging import Staging, stage
from pipelines.walking import walk

NOW = datetime(2026, 1, 1, 18, tzinfo=UTC)
BODY = "某县财政局2024年部门预算信息公开\n\n一、收入说明\n2024年预算收入{0}万元。\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings.from_environment({"YUSUAN_DATA_DIR": str(tmp_path), "YUSUAN_WORKERS": "2"})
    made.raw_dir.mkdir()
    return made


def write(settings: Settings, name: str, amount: object) -> Path:
    file = settings.raw_dir / name
    file.write_text(BODY.format(amount))
    return file


def run(settings: Settings) -> Staging:
    return stage(settings, refresh(settings, walk(settings.raw_dir), NOW))


def read(settings: Settings, table: str) -> pl.DataFrame:
    return pl.read_parquet(settings.staged_dir / table / "*.parquet")


def files(settings: Settings) -> dict[str, int]:
    found = settings.staged_dir.rglob("*.parquet")
    return {str(f.relative_to(settings.staged_dir)): f.stat().st_mtime_ns for f in found}


def batch_files(settings: Settings, table: str) -> list[Path]:
    folder = settings.staged_dir / table
    return sorted(f for f in folder.iterdir() if f.stem != staging.EMPTY_NAME)


def test_an_empty_folder_gives_every_table(settings: Settings) -> None:
    run(settings)
    for table, schema in schemas.STAGED.items():
        assert read(settings, table).schema == pl.Schema(schema)
        assert read(settings, table).height == 0


def test_lines_and_sources_are_those_of_the_files(settings: Settings) -> None:
    file = write(settings, "a.txt", "1551.33")
    report = run(settings)
    assert (report.parsed, report.kept, report.failures) == (1, 0, {})
    lines = read(settings, "lines").sort("line_no")
    assert lines["text"].to_list() == file.read_text().split("\n")[:-1]
    source = read(settings, "sources").row(0, named=True)
    assert source["source_path"] == "a.txt"
    assert source["is_current"]
    assert source["first_seen_at"] == NOW
    assert source["document_id"] == read(settings, "documents").item(0, "document_id")


def test_an_unchanged_corpus_is_not_parsed_again(settings: Settings) -> None:
    write(settings, "a.txt", 1)
    run(settings)
    before = {k: v for k, v in files(settings).items() if "0-empty" not in k and "current" not in k}
    report = run(settings)
    after = {k: v for k, v in files(settings).items() if "0-empty" not in k and "current" not in k}
    assert (report.parsed, report.kept) == (0, 1)
    assert before == after


def test_step_by_step_equals_from_scratch(settings: Settings, tmp_path: Path) -> None:
    for amount in range(5):
        write(settings, f"{amount}.txt", amount)
        run(settings)
    assert len(batch_files(settings, "lines")) == 5
    other = replace(settings, data_dir=tmp_path / "other")
    other.data_dir.mkdir()
    (other.data_dir / "raw").symlink_to(settings.raw_dir)
    run(other)
    assert len(batch_files(other, "lines")) == 1
    for table, schema in schemas.PARSED.items():
        ours, theirs = (
            read(s, table).sort(list(schema), nulls_last=True) for s in (settings, other)
        )
        assert ours.equals(theirs), table


def test_a_changed_file_keeps_its_old_facts(settings: Settings) -> None:
    write(settings, "a.txt", 1)
    run(settings)
    write(settings, "a.txt", 22)
    report = run(settings)
    assert (report.parsed, report.superseded) == (1, 1)
    sources = read(settings, "sources").sort("is_current")
    assert sources["is_current"].to_list() == [False, True]
    assert set(sources["document_id"]) == set(read(settings, "documents")["document_id"])


def test_the_same_content_under_two_names_is_one_document(settings: Settings) -> None:
    write(settings, "a.txt", 1)
    write(settings, "b.txt", 1)
    run(settings)
    assert read(settings, "documents").height == 1
    assert read(settings, "sources").height == 2


@pytest.mark.parametrize("harm", ["cut", "flip", "remove"])
def test_a_damaged_file_is_found_and_made_again(settings: Settings, harm: str) -> None:
    write(settings, "a.txt", 1)
    run(settings)
    (victim,) = batch_files(settings, "lines")
    whole = victim.read_bytes()
    if harm == "cut":
        victim.write_bytes(whole[:-100])
    elif harm == "flip":
        victim.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    else:
        victim.unlink()
    report = run(settings)
    assert report.damaged == [str(victim.relative_to(settings.data_dir))]
    assert report.parsed == 1
    assert victim.read_bytes() == whole


def test_damage_that_keeps_size_and_time_is_found_on_request(settings: Settings) -> None:
    write(settings, "a.txt", 1)
    run(settings)
    (victim,) = batch_files(settings, "lines")
    whole, times = victim.read_bytes(), victim.stat()
    victim.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    os.utime(victim, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run(settings).damaged == []
    assert run(replace(settings, verify_staged="full")).parsed == 1
    assert victim.read_bytes() == whole


def test_a_renamed_file_is_read_again_for_what_its_name_tells(
    settings: Settings, tmp_path: Path
) -> None:
    silent = "部门预算说明\n\n一、收入说明\n收入预算120万元。\n"
    (settings.raw_dir / "2019").mkdir()
    (settings.raw_dir / "2019" / "a.txt").write_text(silent)
    write(settings, "b.txt", 2)
    run(settings)
    assert 2019 in read(settings, "documents")["fiscal_year"].to_list()
    (settings.raw_dir / "2019").rename(settings.raw_dir / "2021")
    report = run(settings)
    assert (report.parsed, report.kept, report.renamed) == (1, 1, 1)
    other = replace(settings, data_dir=tmp_path / "other")
    other.data_dir.mkdir()
    (other.data_dir / "raw").symlink_to(settings.raw_dir)
    run(other)
    for table, schema in schemas.PARSED.items():
        ours, theirs = (
            read(s, table).sort(list(schema), nulls_last=True) for s in (settings, other)
        )
        assert ours.equals(theirs), table
    assert set(read(settings, "amounts")["fiscal_year"]) == {2021, 2024}
    assert run(settings).renamed == 0


def test_small_files_are_joined_before_they_are_many(settings: Settings) -> None:
    nights = 3 * restaging.SMALL_BATCHES
    most = 0
    for night in range(nights):
        write(settings, f"{night}.txt", night)
        report = run(settings)
        assert (report.parsed, report.kept) == (1, night)
        most = max(most, len(batch_files(settings, "lines")))
    assert most < restaging.SMALL_BATCHES
    amounts = read(settings, "amounts").filter(pl.col("account_code") == "revenue")
    assert sorted(amounts["stated_value"]) == list(range(nights))
    live = manifest.load(settings.manifest_file)
    assert len(live.line_counts()) == nights == live.rows("documents")
    assert set(live.paths().values()) == {f"{n}.txt" for n in range(nights)}


def test_joined_files_stay_within_the_limits_of_a_batch(settings: Settings) -> None:
    small = replace(settings, batch_documents=4)
    for night in range(2 * restaging.SMALL_BATCHES):
        write(settings, f"{night}.txt", night)
        run(small)
    sizes = [len(b.documents) for b in manifest.load(settings.manifest_file).batches.values()]
    assert max(sizes) <= 4
    assert sum(sizes) == 2 * restaging.SMALL_BATCHES
    assert len(sizes) < sum(sizes)


def test_leftovers_of_a_run_that_was_cut_off_are_removed(settings: Settings) -> None:
    write(settings, "a.txt", 1)
    run(settings)
    folder = settings.staged_dir / "lines"
    (folder / "other-0123.parquet").write_bytes(b"PAR1 half")
    (folder / ".x.parquet.123.tmp").write_bytes(b"PAR1")
    run(settings)
    assert {file.stem for file in folder.iterdir()} == {
        staging.EMPTY_NAME,
        *manifest.load(settings.manifest_file).batches,
    }


@pytest.mark.parametrize("content", ["", "{}", '{"batches": []}', "null", "[1]"])
def test_without_a_manifest_everything_is_parsed_again(settings: Settings, content: str) -> None:
    write(settings, "a.txt", 1)
    run(settings)
    settings.manifest_file.write_text(content)
    assert run(settings).parsed == 1
    assert read(settings, "documents").height == 1


def test_a_new_parser_version_reads_again_what_is_there_and_keeps_the_past(
    settings: Settings,
) -> None:
    write(settings, "a.txt", 1)
    write(settings, "b.txt", 2)
    run(settings)
    write(settings, "b.txt", 33)
    live = manifest.load(settings.manifest_file)
    for batch in live.batches.values():
        batch.parser_version = "0-older"
    manifest.save(settings.manifest_file, live)
    report = run(settings)
    assert report.parsed == 2
    versions = [b.parser_version for b in manifest.load(settings.manifest_file).batches.values()]
    assert sorted(versions) == sorted(["0-older", report.parser_version])
    assert read(settings, "documents").height == 3
    assert read(settings, "documents")["document_id"].n_unique() == 3


def test_the_contract_of_the_parser_is_checked(settings: Settings) -> None:
    from pipelines.parsing.document import parse_documents

    lines = pl.DataFrame(
        {"document_id": ["d"] * 2, "line_no": [1, 2], "text": ["预算收入1万元", ""]},
        schema={"document_id": pl.String, "line_no": pl.Int32, "text": pl.String},
    )
    sources = pl.DataFrame({"document_id": ["d"], "source_path": ["a.txt"]})
    parsed = parse_documents(lines, sources)
    check_contract(lines, parsed)
    for broken, why in (
        ({**parsed, "lines": parsed["lines"].head(1)}, "lines"),
        ({**parsed, "figures": parsed["figures"].drop("value")}, "value"),
        ({k: v for k, v in parsed.items() if k != "amounts"}, "amounts"),
        ({**parsed, "documents": parsed["documents"].head(0)}, "one row a document"),
    ):
        with pytest.raises(ParserFault, match=why):
            check_contract(lines, broken)


@pytest.fixture
def jobs(settings: Settings) -> list[Job]:
    made: list[Job] = []
    for number in range(5):
        file = write(settings, f"{number}.txt", number)
        data = file.read_bytes()
        name = document_id(hashlib.sha256(data).hexdigest())
        made.append(Job(name, file.name, str(file), len(data)))
    return made


def test_rows_that_break_the_contract_cost_the_other_documents_nothing(jobs: list[Job]) -> None:
    group = [p for job in jobs if isinstance(p := batches.parse_document(job), Parsed)]
    assert [p.job for p in group] == jobs
    whole = frames([p for p in group if p.job != jobs[2]])
    group[2].rows["lines"].pop()
    parts, failed = framed(group)
    assert [(o.jobs, o.failure[0]) for o in failed if o.failure] == [([jobs[2]], "parser_error")]
    for table, frame in whole.items():
        assert pl.concat([part[table] for part in parts]).equals(frame), table


def test_facts_do_not_depend_on_how_many_documents_share_a_frame(
    jobs: list[Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[dict[str, pl.DataFrame]] = []
    for most in (batches.MOST_ROWS, 30, 1):
        monkeypatch.setattr(batches, "MOST_ROWS", most)
        folder = tmp_path / str(most)
        (outcome,) = batches.parse_batch(folder, jobs, lambda _: None)
        assert outcome.jobs == jobs
        assert outcome.batch is not None
        assert list(outcome.batch.documents) == [job.document_id for job in jobs]
        written.append({t: pl.read_parquet(folder / t / "*.parquet") for t in schemas.PARSED})
    for other in written[1:]:
        assert all(other[table].equals(frame) for table, frame in written[0].items())


def test_batches_are_bounded_in_documents_and_bytes() -> None:
    some = [Job(str(n), str(n), str(n), size) for n, size in enumerate([5, 5, 5, 50, 1, 1, 1, 1])]
    sizes = [[job.size for job in batch] for batch in make_batches(some, 3, 10)]
    assert sizes == [[5, 5], [5], [50], [1, 1, 1], [1]]
    assert batches.make_batches([], 3, 10) == []
