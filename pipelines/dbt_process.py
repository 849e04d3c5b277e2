"""dbt in a process that ends with the process that started it, however that one ends.

A build that is killed (out of memory, ``kill -9``) gives its lock back at once. A dbt that lived on
would go on writing the build's file and its write-ahead log under the same names as the dbt of the
next build. What tells it that nobody is left is its standard output: a pipe that only the build
reads. That works on every system, also when the build has died before this process was ready.

This file is run by its path, not imported: the folder that Python would search first is this
package's own, where modules have names like any other package's.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from pathlib import Path

#: Starts dbt with the interpreter of this very environment, whether or not it is activated; dbt's
#: own arguments follow. ``-P`` keeps this file's folder out of the search for modules.
COMMAND = [sys.executable, "-P", str(Path(__file__).resolve())]


def end_with_reader(descriptor: int) -> None:
    """From now on, end this process when nobody can read any more what it writes there."""
    poll = select.poll()
    # Errors and hang-ups are reported without being asked for.
    poll.register(descriptor, 0)

    def wait() -> None:
        poll.poll()
        # Not sys.exit: DuckDB would finish its work, and its file belongs to nobody any more.
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, name="end with reader", daemon=True).start()


def main() -> None:
    """Run dbt as its own command would."""
    end_with_reader(sys.stdout.fileno())
    from dbt.cli.main import cli

    sys.argv[0] = "dbt"
    cli()


if __name__ == "__main__":
    main()
