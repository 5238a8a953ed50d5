"""Configuration of the server under test: it says when it listens, so that nobody asks again and again."""

from __future__ import annotations

import os
from typing import Any


def when_ready(_server: Any) -> None:
    """Write one byte to the pipe of the tests."""
    pipe = int(os.environ["SAY_READY_TO"])
    os.write(pipe, b"1")
    os.close(pipe)
