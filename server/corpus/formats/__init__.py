"""Files that learners bring, as Markdown: what they are is told by their bytes.

`__main__` is the program of the child process in which all of this runs (server/corpus/extract.py
starts it); what goes wrong with a file ends as `UnreadableError` with the reason in words.
"""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableError(Exception):
    """The file cannot become a chapter; `unsupported` when its kind is none that is read."""

    def __init__(self, reason: str, *, unsupported: bool = False) -> None:
        super().__init__(reason)
        self.unsupported = unsupported


@dataclass(frozen=True)
class Extract:
    """A file's text as Markdown, and its title where the file names one."""

    markdown: str
    title: str = ""
