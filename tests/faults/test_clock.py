"""A clock that was ahead or has been set back: nothing is lost, nothing is overlooked."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb
import pytest

from pipelines import fingerprint, rollback, status
from pipelines.publication import publish
from pipelines.settings import Settings
from pipelines.walking import walk
from tests.conftest import Place
from tests.faults import children

DAY = 86_400.0


def build(settings: Settings, number: int, at: float) -> None:
    """Publish a build that the clock of its time says to be ``at``."""
    fingerprint.note(settings, fingerprint.take(settings, walk(settings.raw_dir)))
    children.write_build(settings.build_file, number)
    publish(settings)
    os.utime(settings.warehouse_file, (at, at))
    fingerprint.confirm(settings)


def number_of(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        ((number,),) = connection.execute("select build from dim_document").fetchall()
        return int(number)


def kept(settings: Settings) -> set[int]:
    return {number_of(file) for file in settings.previous_dir.iterdir()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Place(tmp_path).settings
    made.raw_dir.mkdir(parents=True)
    (made.raw_dir / "a.txt").write_text("某县2024年预算")
    return made


def test_changes_are_seen_whatever_the_times_say(settings: Settings) -> None:
    future = time.time() + 1000 * DAY
    os.utime(settings.raw_dir / "a.txt", (future, future))
    build(settings, 1, future + DAY)
    assert not fingerprint.news(settings)
    # Written by today's clock: older than everything there is.
    (settings.raw_dir / "a.txt").write_text("某县2025年预算")
    assert fingerprint.news(settings)
    build(settings, 2, time.time())
    assert not fingerprint.news(settings)
    assert number_of(settings.warehouse_file) == 2
    assert kept(settings) == {1}


def test_builds_of_a_clock_that_was_ahead_leave_in_their_turn(settings: Settings) -> None:
    """They must not take the places of newer ones for as long as their date is to come."""
    now = time.time()
    build(settings, 1, now - 9 * DAY)
    for number in (2, 3, 4):
        build(settings, number, now + 1000 * DAY + number)
    build(settings, 5, now - 5 * DAY)
    # The one that was replaced just now is kept, whatever its date.
    assert 4 in kept(settings)
    for number in (6, 7, 8):
        build(settings, number, now - 5 * DAY + 60 * number)
    assert kept(settings) == {5, 6, 7}


def test_the_way_back_leads_over_a_clock_that_was_set_back(settings: Settings) -> None:
    now = time.time()
    build(settings, 1, now - 3 * DAY)
    build(settings, 2, now - 2 * DAY)
    build(settings, 3, now - 1000 * DAY)
    assert kept(settings) == {1, 2}
    rollback.roll_back(settings, None)
    assert number_of(settings.warehouse_file) == 2
    rollback.roll_back(settings, None)
    assert number_of(settings.warehouse_file) == 1
    # Each of the three can still be had.
    assert kept(settings) == {2, 3}
    assert [row[4] for row in rollback.choices(settings)] == ["", "yes", ""]


def test_two_builds_of_the_same_second_are_both_kept(settings: Settings) -> None:
    at = float(int(time.time()) - 1000)
    for number in (1, 2, 3):
        build(settings, number, at)
    build(settings, 4, at + 60)
    assert kept(settings) == {1, 2, 3}


def test_a_warehouse_from_the_future_does_not_pass_for_fresh(settings: Settings) -> None:
    build(settings, 1, time.time() + 1000 * DAY)
    assert not status.read(settings).is_stale(26)
    (settings.raw_dir / "b.txt").write_text("某县2026年预算")
    assert status.read(settings).is_stale(26)
    build(settings, 2, time.time())
    assert not status.read(settings).is_stale(26)
