"""A whole build over a folder in which hostile files lie among the seeds."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from pipelines.parsing.document import parse_document
from pipelines.settings import REPOSITORY
from tests.conftest import SEEDS, Place, place_with_seeds, remember
from tests.faults.test_hostile_input import (
    MIB,
    NAMES,
    disclosures,
    everything_around,
    write,
)


def test_hostile_files_among_the_seeds_cost_the_seeds_nothing(built: Place, tmp_path: Path) -> None:
    place = place_with_seeds(tmp_path / "place")
    remember(place, of=built)
    raw = place.settings.raw_dir
    for number, name in enumerate(NAMES, start=1):
        text = f"某县财政局2024年部门预算信息公开\n\n2024年收入总计{number}万元。\n"
        write(raw, name, text.encode())
        write(raw, b"empty " + name[:240], b"")
    (raw / "slow.txt").write_text(disclosures(MIB) * 8)
    with (raw / "sparse.txt").open("wb") as stream:
        stream.truncate(2**40)
    (raw / "out.txt").symlink_to("/etc/hostname")
    os.mkfifo(raw / "pipe.txt")
    before, top = everything_around(tmp_path, place.folder), set(os.listdir(REPOSITORY))
    run = place.yusuan("build", YUSUAN_MAX_DOCUMENT_SECONDS="10")
    assert run.code == 0, run.out + run.err
    assert "slow.txt too_slow" in run.out or "more: from rejected_documents" in run.out
    codes = place.ask(
        "select reason_code, count(*) from rejected_documents group by all order by all"
    )
    assert codes == [
        ("empty", len(NAMES)),
        ("link_leaves_folder", 1),
        ("too_large", 1),
        ("too_slow", 1),
        ("unreadable", 1),
    ]
    rejected = place.ask("select source_path from rejected_documents where reason like '%: %'")
    sources = place.ask("select source_path from document_sources where is_current")
    assert len(set(rejected + sources)) == 2 * len(NAMES) + 4 + len(list(SEEDS.iterdir()))
    assert "\x1b" not in run.out + run.err
    stated = place.ask(
        "select amount_yuan from fct_amounts where account_code = 'revenue' "
        "and line_no = 3 and quote = (amount_yuan // 10000)::int || '万元' order by all"
    )
    assert [row[0] for row in stated] == [10_000 * n for n in range(1, len(NAMES) + 1)]
    for seed in SEEDS.iterdir():
        data = seed.read_bytes()
        document = sha256(data).hexdigest()[:16]
        parsed = parse_document(document, seed.name, data.decode().removesuffix("\n").split("\n"))
        for table, staged, key in (
            ("fct_amounts", "amounts", "amount_id"),
            ("fct_indicators", "indicators", "indicator_id"),
            ("fct_figures", "figures", "figure_id"),
        ):
            published = place.ask(f"select {key} from {table} where document_id = '{document}'")
            assert {(row[key],) for row in parsed[staged]} <= set(published), table
            assert published
    assert everything_around(tmp_path, place.folder) == before
    assert set(os.listdir(REPOSITORY)) - top <= {".pytest_cache", ".hypothesis"}
