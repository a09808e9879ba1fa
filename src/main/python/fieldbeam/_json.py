"""JSON as fieldbeam writes it: strict, and canonical, so that checksums of it can be made."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from .errors import FieldbeamError


class Decimal(float):
    """A number with a fraction or an exponent that remembers how it was written."""

    text: str

    def __new__(cls, text: str) -> Decimal:
        number = super().__new__(cls, text)
        if not math.isfinite(number):
            raise ValueError(f"number {text} is out of range")
        number.text = text
        return number


def _integer(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"number {text} is out of range")
    return number


def _constant(text: str) -> float:
    raise ValueError(f"{text} is not a number of JSON")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice} stands twice")
    return tree


def read(path: Path) -> Any:
    """Reads a file.

    Raises:
        FieldbeamError: if it cannot be read, or is not JSON as fieldbeam takes it.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), path)
    except OSError as failure:
        raise FieldbeamError(
            "the file cannot be read", where=path, given=failure.strerror or failure
        ) from failure
    except UnicodeDecodeError as failure:
        raise FieldbeamError(
            "not valid JSON: the file is not UTF-8 text",
            where=path,
            todo="restore the file from where it came from, or write it again",
        ) from failure


def parse(text: str, where: object) -> Any:
    """Reads a text; no key twice, no NaN, integers within int64, numbers within doubles."""
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_pairs,
        )
    except json.JSONDecodeError as failure:
        raise FieldbeamError(
            f"not valid JSON: {failure.msg}",
            where=f"{where}:{failure.lineno}",
            todo="restore the file from where it came from, or write it again",
        ) from failure
    except (ValueError, RecursionError) as failure:
        raise FieldbeamError(
            f"not valid JSON: {failure or 'nested too deeply'}",
            where=where,
            todo="restore the file from where it came from, or write it again",
        ) from failure


def compact(tree: Any) -> str:
    """The canonical text: sorted keys, no blanks, numbers as they were written."""
    if isinstance(tree, dict):
        # Java sorts strings by their UTF-16 units
        names = sorted(tree, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_string(name)}:{compact(tree[name])}" for name in names) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(map(compact, tree)) + "]"
    if isinstance(tree, Decimal):
        return tree.text
    if isinstance(tree, str):
        return _string(tree)
    return json.dumps(tree)


def _string(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    if "\\u" not in written:
        return written
    parts = written.split("\\u00")  # of control characters: Java writes their digits in capitals
    return "\\u00".join([parts[0], *(part[:2].upper() + part[2:] for part in parts[1:])])
