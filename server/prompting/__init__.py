"""Prompts as versioned files: read, rendered into messages, locked after publication."""

from server.prompting.frontmatter import Output, PromptFile, parse
from server.prompting.library import PromptLibrary, Rendered, messages_sha256

__all__ = [
    "Output",
    "PromptFile",
    "PromptLibrary",
    "Rendered",
    "messages_sha256",
    "parse",
]
