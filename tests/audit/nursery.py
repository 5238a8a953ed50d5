"""A process that raises writers of a trail on a database of its own, for tests that run or kill them.

    python -m tests.audit.nursery

It reads one JSON order a line from standard input
and answers each in one line: ``{"do": "start", "writers": 8, "events": 50, "chains": 3}`` forks writers and
answers their ids; each writes ``chain id`` to the pipe ``ACKNOWLEDGED`` after a commit. ``{"do": "wait"}``
answers when all of them have ended, ``{"do": "verify"}`` with the findings and the ids present.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def write(number: int, events: int, chains: int, acknowledged: int) -> None:
    """A writer's life: transactions of one to three events, each acknowledged after its commit."""
    from kaicheng.audit.recording import atomic, record
    from tests.audit.trail import applicant_changed, renamed

    done = 0
    while done < events:
        count = min(1 + (done + number) % 3, events - done)
        made = []
        with atomic():
            for step in range(count):
                make = applicant_changed if (done + step) % 2 else renamed
                # Several chains in one transaction, asked for in either order.
                chain = f"agency:{(number + (-1) ** number * (done + step)) % chains}"
                made.append((chain, record(make(chain=chain, reason=f"{number}/{done + step}"))))
        os.write(acknowledged, "".join(f"{chain} {identity}\n" for chain, identity in made).encode())
        done += count


def fork(order: dict[str, Any], acknowledged: int) -> list[int]:
    pids = []
    for number in range(order["writers"]):
        pid = os.fork()
        if pid == 0:
            try:
                write(number, order["events"], order["chains"], acknowledged)
                os._exit(0)
            except BaseException as error:
                os.write(acknowledged, f"failed {error!r}\n".encode())
            finally:
                os._exit(1)  # whatever happens, this is no second nursery
        pids.append(pid)
    return pids


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.audit.minimal"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from kaicheng.audit.models import Event
    from kaicheng.audit.verification import verify_all
    from kaicheng.audit_chain.verify import Verifier

    call_command("migrate", verbosity=0)
    acknowledged = int(os.environ["NURSERY_ACKNOWLEDGED"])
    pids: list[int] = []
    for line in sys.stdin:
        order = json.loads(line)
        answer: Any = None
        if order["do"] == "start":
            connection.close()  # no connection is shared by two processes
            answer = pids = fork(order, acknowledged)
        elif order["do"] == "wait":
            answer = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        elif order["do"] == "verify":
            results = list(verify_all())
            answer = {
                "findings": [item.message.zh for item in results if not isinstance(item, Verifier)],
                "events": {item.chain: item.events for item in results if isinstance(item, Verifier)},
                "present": [
                    f"{chain} {identity}" for chain, identity in Event.objects.values_list("chain", "id")
                ],
            }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
