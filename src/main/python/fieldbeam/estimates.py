"""What a measure stage found: estimates with their errors, and checks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _json
from .errors import FieldbeamError, missing_extra

if TYPE_CHECKING:
    import pandas

_ESTIMATE = ("dataset", "observable", "value", "error", "tauInt", "tauIntError", "n")
_CHECK = ("dataset", "check", "passed", "value", "threshold", "explanation")


class Table(Sequence[dict[str, Any]]):
    """Rows of a file of results; a number that is undefined is None.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, rows: list[dict[str, Any]]) -> None:
        self.path = path
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {self.path}>"

    def of(self, dataset: str, name: str) -> dict[str, Any]:
        """The row of a dataset and an observable, or a check.

        Raises:
            FieldbeamError: if there is none.
        """
        for row in self._rows:
            if row["dataset"] == dataset and name in (row.get("observable"), row.get("check")):
                return row
        datasets = {row["dataset"]: None for row in self._rows}
        names = {
            row.get("observable", row.get("check")): None
            for row in self._rows
            if row["dataset"] == dataset
        }
        raise FieldbeamError(
            "no such row",
            where=self.path,
            given=f"{name} of {dataset}",
            allowed=", ".join(map(str, names or datasets)),
        )

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas frame; an undefined number is NaN, a check that was not judged ``<NA>``."""
        try:
            import pandas
        except ModuleNotFoundError as failure:
            raise missing_extra("pandas", "pandas", "a pandas frame") from failure
        frame = pandas.DataFrame(self._rows)
        for name in ("value", "error", "tauInt", "tauIntError", "threshold"):
            if name in frame:
                frame[name] = frame[name].map(lambda v: np.nan if v is None else float(v))
        if "passed" in frame:
            frame["passed"] = frame["passed"].astype("boolean")
        return frame


def estimates(folder: str | os.PathLike[str]) -> Table:
    """The estimates of a measure stage: dataset, observable, value, error, tauInt, tauIntError, n,
    and further keys such as window and autocorrelation, as ``schemas/estimates.schema.json`` says.

    Raises:
        FieldbeamError: if the folder has no estimates.json, or it is damaged.
    """
    return _table(Path(folder), "estimates.json", _ESTIMATE)


def checks(folder: str | os.PathLike[str]) -> Table:
    """The checks of a measure stage; ``passed`` is None where a check was not judged.

    Raises:
        FieldbeamError: if the folder has no checks.json, or it is damaged.
    """
    return _table(Path(folder), "checks.json", _CHECK)


def _table(folder: Path, name: str, required: Sequence[str]) -> Table:
    path = folder / name
    if not path.is_file():
        raise FieldbeamError(
            f"there is no {name}",
            where=folder,
            allowed="what a measure stage wrote, such as out/phi4-quickstart/observables",
            todo="name it, or run the pipeline to its end",
        )
    rows = _json.read(path)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FieldbeamError("not a list of objects", where=path, todo="run the stage again")
    for index, row in enumerate(rows):
        missing = [key for key in required if key not in row]
        if missing:
            raise FieldbeamError(
                f"an entry has no {missing[0]}",
                where=f"{path}, entry {index}",
                todo="run the stage again",
            )
    return Table(path, rows)
