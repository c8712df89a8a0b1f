"""Every error that Greenroom raises on purpose.

GreenroomError
├── ConfigurationError        a setting is wrong or missing; the service does not start
├── NotFoundError             no such thing, or somebody else's
├── ConflictError             the state of the thing does not allow it now
├── InvalidFieldError         a field of a request is wrong; names it
│   └── UnreadableFileError   a learner's file cannot become a chapter; says why
│       └── UnsupportedFileError  its kind is none that is read
├── TooLargeError             over a stated limit
├── BusyError                 too many turns in flight; try again in retry_after_s
├── NotReadyError             something is still starting; says what, with progress
├── PromptError               a prompt file is broken, unknown or was edited
│   └── PromptChangedError    a published prompt differs from its lock line
├── PassageIndexError         the passages cannot be searched
│   └── IndexStaleError       the index was built from other text or by another model
├── StoreError                the database refused; the learner's words are not stored
├── AssetError                weights or tokenizer could not be fetched or verified
└── ModelError                the model endpoint; `retryable` tells whether another try may help
    ├── ModelUnreachableError no connection, or the engine died before the first byte
    ├── ModelTimeoutError     no first token, silence or over the total deadline
    ├── ModelRefusedError     the endpoint answered with an error status
    └── ModelBrokenError      the stream was cut, malformed, empty or too long
"""

from __future__ import annotations


class GreenroomError(Exception):
    """Base of all; the message names the thing, what was expected, found, and what to do."""

    retryable: bool = False


class ConfigurationError(GreenroomError):
    """A setting is wrong or missing."""


class NotFoundError(GreenroomError):
    """No such thing, or it belongs to somebody else."""


class ConflictError(GreenroomError):
    """The state of the thing does not allow this now; `turn_id` names the turn in the way."""

    def __init__(self, message: str, *, turn_id: str | None = None) -> None:
        super().__init__(message)
        self.turn_id = turn_id


class InvalidFieldError(GreenroomError):
    """A field of a request is wrong; `field` is its path, such as ``options.level``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class UnreadableFileError(InvalidFieldError):
    """A learner's file cannot become a chapter: empty, damaged, protected, or over a limit."""


class UnsupportedFileError(UnreadableFileError):
    """The file's kind is none that is read."""


class TooLargeError(GreenroomError):
    """Over a stated limit."""


class BusyError(GreenroomError):
    """Too many turns in flight."""

    retryable = True

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class NotReadyError(GreenroomError):
    """Something is still starting; `progress` is 0..1, or None where it cannot be told."""

    retryable = True

    def __init__(self, message: str, *, progress: float | None = None) -> None:
        super().__init__(message)
        self.progress = progress


class PromptError(GreenroomError):
    """A prompt file is broken or unknown."""


class PromptChangedError(PromptError):
    """A published prompt differs from its lock line."""


class PassageIndexError(GreenroomError):
    """The passages cannot be searched."""


class IndexStaleError(PassageIndexError):
    """The index was built from other text, or by another model or chunker."""


class StoreError(GreenroomError):
    """The database refused; nothing of this request was stored."""

    retryable = True


class AssetError(GreenroomError):
    """Weights or a tokenizer could not be fetched or verified."""

    retryable = True


class ModelError(GreenroomError):
    """The model endpoint failed; `status` is its HTTP status where it gave one."""

    retryable = True

    def __init__(
        self, message: str, *, status: int | None = None, retryable: bool | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        if retryable is not None:
            self.retryable = retryable


class ModelUnreachableError(ModelError):
    """No connection, or the engine died before the first byte."""


class ModelTimeoutError(ModelError):
    """No first token, silence, or over the total deadline."""


class ModelRefusedError(ModelError):
    """The endpoint answered with an error status."""


class ModelBrokenError(ModelError):
    """The stream was cut, malformed, empty or too long; `reason` is a word for programs."""

    def __init__(
        self, message: str, *, retryable: bool | None = None, reason: str | None = None
    ) -> None:
        super().__init__(message, retryable=retryable)
        self.reason = reason
