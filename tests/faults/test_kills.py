"""``kill -9`` at random moments of whole builds, one after the other over what the last one left.

Two states of the raw files take turns, so that both warehouses are known from builds that nobody
disturbed, to the row. Whatever is published in between must be one of the two.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

from tests.conftest import Place
from tests.faults import states
from tests.faults.conftest import start_build
from tests.faults.groups import kill, members

#: As many as the duration of a build is cut into; each is hit once, in any order.
KILLS = 20
#: After so many kills a build is left alone.
PAUSE = 10


class Chain:
    """A place, the file in it that takes turns, and what each turn comes to."""

    def __init__(self, place: Place, project: Path, folder: Path) -> None:
        self.place, self.project, self.output = place, project, folder / "output"
        self.file = next(iter(sorted(place.settings.raw_dir.glob("001*"))))
        first = self.file.read_bytes()
        self.contents = [first, first + "\n附件说明另行公布。\n".encode()]
        self.turns: list[states.State] = [{}, {}]

    def write(self, turn: int) -> None:
        self.file.write_bytes(self.contents[turn])

    def start(self) -> subprocess.Popen[bytes]:
        return start_build(self.place, self.project, self.output)

    def build(self) -> float:
        """A build to its end; returns the seconds that it took."""
        began = time.monotonic()
        assert self.start().wait() == 0, self.output.read_text()
        return time.monotonic() - began

    def state(self) -> states.State:
        """What is published, but for the table that compares it with what was published before."""
        found = states.published_state(self.place.settings)
        del found["changes_since"]
        return found


def test_builds_killed_at_random_moments(
    copy_of_built: Place, quick_project: Path, tmp_path: Path
) -> None:
    chain = Chain(copy_of_built, quick_project, tmp_path)
    settings = chain.place.settings
    current = "document_id in (select document_id from main.dim_document where is_current)"
    clean = states.database_state(settings.warehouse_file, where=current)
    for turn in (1, 0):
        chain.write(turn)
        # The second one, with dbt's manifest at hand, is as long as all that follow.
        duration = chain.build()
        chain.turns[turn] = chain.state()
    assert states.differing(*chain.turns)
    # Of the same raw files as the very first build; what is more is the past of one of them.
    assert states.differing(
        clean, states.database_state(settings.warehouse_file, where=current)
    ) in ([], ["changes_since"])
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    strata = chance.sample(range(KILLS), KILLS)
    shown, number, with_children, lonely = 0, 0, 0, 0
    while strata:
        target = 1 - shown
        chain.write(target)
        began = time.monotonic()
        process = chain.start()
        moment = (strata[-1] + chance.random()) * duration / KILLS
        note = f"seed {seed}, kill {number + 1} after {moment:.1f} of {duration:.1f} seconds"
        try:
            code = process.wait(moment)
        except subprocess.TimeoutExpired:
            # Every other time when dbt is at work, nobody kills dbt.
            has_children = len(members(process.pid)) > 1
            with_children += has_children
            alone = has_children and with_children % 2 == 0
            lonely += alone
            kill(process, alone=alone)
            strata.pop()
            number += 1
        else:
            # The machine has less to do than before: the same moment once more.
            assert code == 0, chain.output.read_text()
            duration = time.monotonic() - began
        state = chain.state()
        if state == chain.turns[target]:
            shown = target
        else:
            assert states.differing(state, chain.turns[shown]) == [], note
            assert process.returncode == -signal.SIGKILL
        print(note, f"ended with {process.returncode}, shown {shown}")
        if number == PAUSE and process.returncode:
            shown = 1 - shown
            chain.write(shown)
            two_at_once(chain)
            assert states.differing(chain.state(), chain.turns[shown]) == [], note
    assert lonely > 0
    assert with_children > lonely
    chain.write(1 - shown)
    chain.build()
    assert states.differing(chain.state(), chain.turns[1 - shown]) == []
    chain.build()
    assert "Nothing new" in chain.output.read_text()
    assert len(list(settings.published_dir.iterdir())) <= 3
    assert not list(settings.staged_dir.rglob("*.tmp"))


def two_at_once(chain: Chain) -> None:
    """A build to its end, and a second one that is turned away meanwhile."""
    first = chain.start()
    lock = chain.place.settings.lock_file
    while f"process {first.pid}," not in lock.read_text():
        assert first.poll() is None, chain.output.read_text()
        time.sleep(0.05)
    for command in ("build", "rollback", "prune"):
        run = chain.place.yusuan(command, YUSUAN_DBT_PROJECT_DIR=str(chain.project))
        assert run.code == 1
        assert f"process {first.pid}," in run.err
        assert "Traceback" not in run.err
    assert first.wait() == 0, chain.output.read_text()
