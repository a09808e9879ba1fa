"""Shard files: Parquet as fieldbeam writes it, decoded into arrays.

A list column comes out of Parquet as one long buffer of values and a buffer of offsets; where all
lists have one length the buffer is the array, and no element is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from . import _json
from .errors import FieldbeamError
from .manifest import Manifest

Array = npt.NDArray[Any]

FIELD_COLUMNS = ("field", "field_imag")
DAMAGED = (
    "restore the file, or delete the dataset's _manifest.json and run the pipeline again: damaged"
    " shards are computed anew"
)
_FOREIGN = "restore manifest and shards from where they come from, or run the stage again"


_LONG, _INT, _DOUBLE, _BOOL = pa.int64(), pa.int32(), pa.float64(), pa.bool_()
_CHAINS = {"chain": _LONG, "step": _LONG}
_FIELDS = {"shape": pa.list_(_INT), "field": pa.list_(_DOUBLE)}
_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "ensemble": {
        **_CHAINS,
        **_FIELDS,
        "action": _DOUBLE,
        "accepted": _BOOL,
        "delta_h": _DOUBLE,
        "log_q": _DOUBLE,
        "log_weight": _DOUBLE,
    },
    "complex": {
        **_CHAINS,
        **_FIELDS,
        "field_imag": pa.list_(_DOUBLE),
        "action": _DOUBLE,
        "action_imag": _DOUBLE,
        "drift": _DOUBLE,
        "runaways": _LONG,
    },
    "noised": {**_CHAINS, "level": _INT, "time": _DOUBLE, **_FIELDS},
    "training": {**_CHAINS, "validation": _BOOL, **_FIELDS, "field": pa.list_(pa.float32())},
    "measurements": {**_CHAINS, "log_weight": _DOUBLE},
}
_REQUIRED = ("chain", "step", "level", "time", "validation", "runaways", "drift", "action_imag")


def columns(manifest: Manifest) -> dict[str, pa.DataType]:
    """The columns of a dataset, and their types: those of ``schemas/KIND.avsc``, and scalars."""
    return {**_COLUMNS[manifest.kind], **dict.fromkeys(manifest.scalars, _DOUBLE)}


def _is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


class ShardFile:
    """One shard, open: held against the manifest in length, footer and number of rows."""

    def __init__(self, folder: Path, manifest: Manifest, index: int) -> None:
        entry = manifest.shards[index]
        self.path = folder / entry.path
        self._manifest = manifest
        try:
            length = self.path.stat().st_size
        except OSError as failure:
            raise FieldbeamError(
                "shard of a dataset is missing or cannot be read",
                where=self.path,
                given=failure.strerror or failure,
                allowed=f"{entry.bytes} bytes, sha256 {entry.sha256}, as the manifest says",
                todo=DAMAGED,
            ) from failure
        if length != entry.bytes:
            raise FieldbeamError(
                "shard has another length than its manifest says",
                where=self.path,
                given=f"{length} bytes",
                allowed=f"{entry.bytes} bytes",
                todo=DAMAGED,
            )
        try:
            # a damaged page is an error, not other numbers
            self._file = pq.ParquetFile(self.path, page_checksum_verification=True)
        except (pa.ArrowException, OSError, ValueError, MemoryError) as failure:
            raise FieldbeamError(
                "shard is damaged, or no Parquet file",
                where=self.path,
                given=str(failure).splitlines()[0],
                todo=DAMAGED,
            ) from failure
        self._columns = columns(manifest)
        self._require_ours(index)
        self._require_columns()

    def __enter__(self) -> ShardFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _require_ours(self, index: int) -> None:
        expected = footer(self._manifest, index)
        found = {
            key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
            for key, value in (self._file.metadata.metadata or {}).items()
            if key.startswith(b"fieldbeam.") and key != b"fieldbeam.checksum"
        }
        if not found:
            raise FieldbeamError(
                "Parquet file was not written by fieldbeam: no fieldbeam.* keys",
                where=self.path,
                allowed="a shard of the dataset",
                todo=_FOREIGN,
            )
        for key in sorted({*expected, *found}):
            if found.get(key) != expected.get(key):
                name = key.removeprefix("fieldbeam.")
                raise self._foreign(
                    f"{name} {found.get(key, 'none')} instead of {expected.get(key, 'none')}"
                )
        rows = self._file.metadata.num_rows
        if rows != self._manifest.shards[index].rows:
            raise self._foreign(f"{rows} rows instead of {self._manifest.shards[index].rows}")

    def _foreign(
        self, difference: str, allowed: object = "what the manifest says"
    ) -> FieldbeamError:
        return FieldbeamError(
            "the shard is not the one that the manifest speaks of",
            where=self.path,
            given=difference,
            allowed=allowed,
            todo=_FOREIGN,
        )

    def _require_columns(self) -> None:
        schema = self._file.schema_arrow
        if schema.names != list(self._columns):
            given = ", ".join(schema.names)
            raise self._foreign(f"the columns {given}", ", ".join(self._columns))
        for name, expected in self._columns.items():
            found = schema.field(name).type
            if isinstance(found, pa.BaseExtensionType):
                found = found.storage_type
            if _is_list(expected) and _is_list(found):
                expected, found = expected.value_type, found.value_type
            if found != expected:
                raise self._foreign(f"column {name} of the type {found}", expected)

    @property
    def group_rows(self) -> list[int]:
        """Rows of its row groups."""
        metadata = self._file.metadata
        return [metadata.row_group(g).num_rows for g in range(metadata.num_row_groups)]

    def table(self, group: int, names: Sequence[str]) -> pa.Table:
        """A row group as an Arrow table.

        Raises:
            FieldbeamError: if it is damaged.
        """
        try:
            table = self._file.read_row_group(group, columns=list(names), use_threads=False)
            rows = self._file.metadata.row_group(group).num_rows
            if table.num_rows != rows:
                raise ValueError(f"{table.num_rows} rows instead of {rows}")
            for name in names:
                if name in _REQUIRED and table[name].null_count:
                    raise ValueError(f"a row without a value in the column {name}")
            return table.select(list(names))
        except (pa.ArrowException, OSError, ValueError, MemoryError) as failure:
            raise FieldbeamError(
                "shard is damaged",
                where=f"{self.path}, row group {group}",
                given=(str(failure).splitlines() or [type(failure).__name__])[0],
                todo=DAMAGED,
            ) from failure

    def lists(self, group: int, name: str, size: int) -> Iterator[Array]:
        """The arrays (rows, size) of a list column in one row group; views, read-only."""
        for chunk in self.table(group, [name])[name].chunks:
            yield self._values(chunk, name, size, group)

    def _values(self, chunk: Any, name: str, size: int, group: int) -> Array:
        where = f"{self.path}, row group {group}, column {name}"
        if isinstance(chunk, pa.ExtensionArray):
            chunk = chunk.storage
        kind = chunk.type
        values = chunk.flatten()
        wrong: object = None
        if chunk.null_count or values.null_count:
            wrong = "a row without a value"
        elif pa.types.is_fixed_size_list(kind):
            wrong = None if kind.list_size == size else f"{kind.list_size} values in each row"
        else:
            lengths = np.diff(chunk.offsets.to_numpy())
            if not (lengths == size).all():
                wrong = f"{lengths[lengths != size][0]} values in a row"
        if wrong is not None:
            raise FieldbeamError(
                "the configurations are not of the shape that the manifest says",
                where=where,
                given=wrong,
                allowed=f"{size} values in each row",
                todo=_FOREIGN,
            )
        array: Array = values.to_numpy(zero_copy_only=True)
        return array.reshape(len(chunk), size)


def footer(manifest: Manifest, index: int) -> dict[str, str]:
    """The keys that the footer of a shard bears, but for their checksum."""
    texts = {
        "formatVersion": str(manifest.format_version),
        "kind": manifest.kind,
        "id": manifest.id,
        "stage": manifest.stage,
        "inputHash": manifest.input_hash,
        "shape": _json.compact(list(manifest.shape)),
        "shard": str(index),
        "shards": str(len(manifest.shards)),
        **{name: _json.compact(value) for name, value in manifest.properties.items()},
    }
    return {f"fieldbeam.{name}": text for name, text in texts.items()}


def configurations(values: Array, manifest: Manifest) -> Array:
    """Values (rows, size) as (rows, *row_shape).

    In format 1 the components of complex fields stand one after the other, each with all its sites.
    """
    shape = manifest.row_shape
    if manifest.format_version == 1 and len(shape) > len(manifest.shape):
        sites_last = values.reshape(len(values), shape[-1], *manifest.shape)
        return np.moveaxis(sites_last, 1, -1)
    return values.reshape(len(values), *shape)


def size_of(manifest: Manifest) -> int:
    """Numbers of a configuration."""
    return math.prod(manifest.row_shape)


def tensors(values: Array) -> pa.ExtensionArray:
    """Configurations (rows, *shape) as an Arrow array of fixed-shape tensors, without a copy."""
    flat = pa.array(values.reshape(-1))
    kind = pa.fixed_shape_tensor(flat.type, values.shape[1:])
    storage = pa.FixedSizeListArray.from_arrays(flat, math.prod(values.shape[1:]))
    return pa.ExtensionArray.from_storage(kind, storage)


def scalars(column: Any) -> Array:
    """A scalar column as an array; absent numbers are NaN, absent truth values are masked."""
    if pa.types.is_boolean(column.type) and column.null_count:
        absent = column.is_null().to_numpy(zero_copy_only=False)
        masked: Array = np.ma.masked_array(
            column.fill_null(False).to_numpy(zero_copy_only=False), mask=absent
        )
        return masked
    array: Array = column.to_numpy(zero_copy_only=False)
    return array
