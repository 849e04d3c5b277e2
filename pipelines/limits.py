"""What one document may take while it is parsed, and what a document is told that took more.

The watch over it is in ``workers``; here are the figures, the words and how long they hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.settings import Settings

#: Reason code and sentence of a document that has no facts.
Failure = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of processor time that a document may take, bytes that its process may hold."""

    seconds: int
    memory: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that the settings give."""
        return cls(settings.max_document_seconds, settings.max_document_memory)

    def too_slow(self) -> Failure:
        """The failure of a document that takes longer."""
        return "too_slow", (
            f"parsing took more than {self.seconds:,} seconds: split the file, or raise "
            "YUSUAN_MAX_DOCUMENT_SECONDS."
        )

    def too_much_memory(self) -> Failure:
        """The failure of a document for which the process grows larger."""
        return "too_much_memory", (
            f"parsing took more than {self.memory:,} bytes of memory: split the file, or raise "
            "YUSUAN_MAX_DOCUMENT_MEMORY."
        )

    def stamps(self, parser_version: str) -> dict[str, str]:
        """Reason code → what a remembered failure of that code holds for.

        Without a memory each night would try in vain. With another parser, or another limit where
        the limit was the reason, the document is tried again.
        """
        return {
            "parser_error": parser_version,
            "too_slow": f"{parser_version} {self.seconds} seconds",
            "too_much_memory": f"{parser_version} {self.memory} bytes",
        }
