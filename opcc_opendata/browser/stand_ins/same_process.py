"""Work on what strangers wrote, in the same process: the page ends the whole of it where it takes too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, Self, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

MOST_MEMORY: Final = 0


class SandboxError(Exception):
    """The work failed in a way that nobody foresaw. The text is the name of the kind of error."""


class SandboxLimitError(SandboxError):
    """The work took too long, or too much memory."""


class Sandbox(Generic[Job, Result]):
    """Takes the place of `opcc_opendata.sandbox.Sandbox`, and gives the same errors."""

    def __init__(
        self,
        work: Callable[[Job], Result],
        _seconds: float,
        expected: tuple[type[Exception], ...] = (),
        *_: Any,
        **__: Any,
    ) -> None:
        self._work, self._expected = work, expected

    def run(self, job: Job) -> Result:
        """Do a job, and give its result. Raises SandboxError, SandboxLimitError and what is expected."""
        try:
            return self._work(job)
        except self._expected:
            raise
        except MemoryError as error:
            raise SandboxLimitError("It took too long, or too much memory.") from error
        except Exception as error:
            raise SandboxError(type(error).__name__) from error

    def close(self) -> None:
        """Do nothing: there is no process to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
