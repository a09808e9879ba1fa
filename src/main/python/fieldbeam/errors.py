"""The one exception for what a user can mend: damaged or foreign files, wrong arguments."""

from __future__ import annotations

_LONGEST = 2000


class FieldbeamError(Exception):
    """Says what is wrong, where, what was given, what is allowed, and what to do.

    The parts are attributes as well; the text of the exception is all of them, one to a line, as
    fieldbeam's command line prints them.
    """

    def __init__(
        self,
        what: str,
        *,
        where: object = None,
        given: object = None,
        allowed: object = None,
        todo: str | None = None,
    ) -> None:
        self.what = what
        self.where = where
        self.given = given
        self.allowed = allowed
        self.todo = todo
        lines = [_shortened(what)]
        for label, text in (
            ("where", where),
            ("given", given),
            ("allowed", allowed),
            ("to do", todo),
        ):
            if text is not None:
                # what comes from a file must not look like a line of ours
                lines.append(f"  {label}: " + _shortened(str(text)).replace("\n", "\n      "))
        super().__init__("\n".join(lines))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}... ({len(text)} characters)"


def missing_extra(module: str, extra: str, purpose: str) -> FieldbeamError:
    """The error for an optional library that is not installed."""
    return FieldbeamError(
        f"{purpose} needs the library {module}, which is not installed",
        todo=f"pip install {module}, or install fieldbeam with the extra [{extra}]",
    )
