"""Rows as data frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._shards import FIELD_COLUMNS
from .dataset import Rows
from .errors import missing_extra

if TYPE_CHECKING:
    import pandas
    import polars


def to_pandas(rows: Rows, columns: Sequence[str] | None) -> pandas.DataFrame:
    """See :meth:`fieldbeam.dataset.Rows.to_pandas`."""
    try:
        import pandas
    except ModuleNotFoundError as failure:
        raise missing_extra("pandas", "pandas", "a pandas frame") from failure
    if columns is None:
        columns = [name for name in rows.column_names if name != "shape"]
    scalars = rows.columns([name for name in columns if name not in FIELD_COLUMNS])
    data: dict[str, Any] = {}
    for name in dict.fromkeys([*columns, *scalars]):
        if name == "field_imag" and "field" in columns:
            continue  # the column field is complex
        if name in FIELD_COLUMNS:
            values = rows._fields(None)
            data[name] = pandas.Series(list(values.imag if name == "field_imag" else values))
        else:
            values = scalars[name]
            if isinstance(values, np.ma.MaskedArray):  # truth values, some of which are absent
                data[name] = pandas.array(values.tolist(), dtype="boolean")
            else:
                data[name] = values
    frame = pandas.DataFrame(data)
    frame.attrs.update(
        kind=rows.kind,
        id=rows.manifest.id,
        contentHash=rows.manifest.content_hash,
        weighted=rows.weighted,
    )
    return frame


def to_polars(rows: Rows, columns: Sequence[str] | None) -> polars.DataFrame:
    """See :meth:`fieldbeam.dataset.Rows.to_polars`."""
    try:
        import polars
    except ModuleNotFoundError as failure:
        raise missing_extra("polars", "polars", "a polars frame") from failure
    if columns is None:
        columns = [name for name in rows.column_names if name != "shape"]
    scalars = rows.columns([name for name in columns if name not in FIELD_COLUMNS])
    data: dict[str, Any] = {}
    for name in dict.fromkeys([*columns, *scalars]):
        if name in FIELD_COLUMNS:
            values = rows._fields(None)
            part = values.imag if name == "field_imag" else values.real
            if len(part):
                data[name] = polars.Series(name, part)
            else:  # which older versions of polars do not take as an array
                number = polars.Float32 if part.dtype == np.float32 else polars.Float64
                data[name] = polars.Series(name, [], polars.Array(number, part.shape[1:]))
        else:
            values = scalars[name]
            if isinstance(values, np.ma.MaskedArray):
                data[name] = polars.Series(name, values.tolist(), polars.Boolean)
            else:
                data[name] = polars.Series(name, values, nan_to_null=True)
    return polars.DataFrame(data)
