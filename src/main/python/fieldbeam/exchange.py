"""Ensembles and measurements for pyerrors, ArviZ, HDF5 and other readers of Parquet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from . import resampling
from ._shards import FIELD_COLUMNS, Array
from .dataset import Rows
from .errors import FieldbeamError, missing_extra

if TYPE_CHECKING:
    import arviz
    import pyerrors

Of = str | Array | Callable[[Array], Array]

#: S of the automatic window of fieldbeam's own estimates; that of pyerrors is 2 if left out.
WINDOW_S = 1.5


def to_pyerrors(
    rows: Rows, of: Mapping[str, Of] | Sequence[str] | None = None
) -> dict[str, pyerrors.Obs]:
    """Observables of pyerrors, by name: a replica ``ID|rCHAIN`` for each chain, the step as
    configuration number, gaps and different lengths allowed.

    With ``obs.gamma_method(S=fieldbeam.WINDOW_S)`` an error is the one that fieldbeam prints, where
    its automatic window is the plain one. Of a weighted ensemble an observable is the ratio
    <w O> / <w>, whose error takes the weights into account.

    Args:
        rows: measurements, or an ensemble.
        of: what to take: columns (all scalars of measurements by default), or by name a column, an
            array with a value for each row, or a function of configurations.

    Raises:
        FieldbeamError: if pyerrors is not there, a step stands twice, or values are not finite.
    """
    try:
        import pyerrors
    except ModuleNotFoundError as failure:
        raise missing_extra("pyerrors", "pyerrors", "an observable of pyerrors") from failure
    replicas = resampling.chains(rows)
    for number, steps, _ in replicas:
        if (np.diff(steps) == 0).any():
            raise FieldbeamError(
                "pyerrors takes no step of a chain twice", where=rows.path, given=f"chain {number}"
            )
    names = [f"{rows.manifest.id}|r{number}" for number, _, _ in replicas]
    numbers = [steps.tolist() for _, steps, _ in replicas]

    def observable(values: Array) -> Any:
        samples = [np.asarray(values[order], float) for _, _, order in replicas]
        return pyerrors.Obs(samples, names, idl=numbers)

    weight = observable(rows.weights() * len(rows)) if rows.weighted else None
    found: dict[str, Any] = {}
    for name, what in _named(rows, of).items():
        values = resampling.series(rows, what)
        if values.shape != (len(rows),):
            raise FieldbeamError(
                "an observable of pyerrors has one number for each row",
                given=f"{name}: an array of the shape {values.shape}",
            )
        if weight is None:
            found[name] = observable(values)
        else:
            found[name] = observable(rows.weights() * len(rows) * values) / weight
        found[name].tag = name
    return found


def to_arviz(rows: Rows, of: Mapping[str, Of] | Sequence[str] | None = None) -> arviz.InferenceData:
    """ArviZ's InferenceData: each quantity an array (chain, draw, ...); ``.to_netcdf(file)`` and
    ``.to_json(file)`` write it.

    Args:
        rows: measurements, or an ensemble.
        of: as in :func:`to_pyerrors`; arrays may have further axes.

    Raises:
        FieldbeamError: if ArviZ is not there, the rows are weighted, of which it knows nothing, or
            the chains are not of one length.
    """
    try:
        import arviz
    except ModuleNotFoundError as failure:
        raise missing_extra("arviz", "arviz", "ArviZ's InferenceData") from failure
    if rows.weighted:
        raise FieldbeamError(
            "ArviZ has no place for importance weights",
            where=rows.path,
            todo="correct the ensemble with method: metropolis and take that",
        )
    replicas = resampling.chains(rows)
    lengths = sorted({len(order) for _, _, order in replicas})
    if len(lengths) != 1:
        raise FieldbeamError(
            "ArviZ takes chains of one length",
            where=rows.path,
            given=f"chains of {lengths[0]} to {lengths[-1]} configurations",
            todo="take to_pyerrors, or chains of one length",
        )
    order = np.stack([order for _, _, order in replicas])
    posterior = {
        name: resampling.series(rows, what)[order] for name, what in _named(rows, of).items()
    }
    attributes = {"dataset": rows.manifest.id, "contentHash": rows.manifest.content_hash}
    found: arviz.InferenceData = arviz.from_dict(
        posterior=posterior,
        coords={"chain": [number for number, _, _ in replicas]},
        attrs=attributes,
    )
    return found


def to_hdf5(rows: Rows, file: str | os.PathLike[str]) -> None:
    """Writes a new HDF5 file: a dataset for each column, ``field`` (rows, *shape) among them, all
    in the order of chains and steps; attributes say what it is. Absent numbers are NaN, columns of
    which no row has a value are left out. It is written shard by shard: memory is bounded by one.

    Raises:
        FieldbeamError: if h5py is not there, or the file exists already.
    """
    try:
        import h5py
    except ModuleNotFoundError as failure:
        raise missing_extra("h5py", "hdf5", "an HDF5 file") from failure
    target = _new(file)
    order = np.concatenate([rows for _, _, rows in resampling.chains(rows)])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    columns = rows.columns(rows.scalar_names)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with h5py.File(partial, "w") as out:
            for name, values in columns.items():
                masked = np.ma.getmaskarray(values)
                if masked.any() and not masked.all():
                    out[name] = np.where(masked, np.nan, np.ma.getdata(values)[...])[order]
                elif not masked.any() and not _absent(values):
                    out[name] = np.asarray(values)[order]
            if "field" in rows.column_names:
                _write_fields(out, rows, place)
            for key, value in _description(rows).items():
                out.attrs[key] = value
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _absent(values: Array) -> bool:
    return values.dtype.kind == "f" and len(values) > 0 and bool(np.isnan(values).all())


def _write_fields(out: Any, rows: Rows, place: Array) -> None:
    start = 0
    fields = None
    for shard in rows.shards():
        values = shard._fields(None)
        if fields is None:
            fields = out.create_dataset("field", (len(rows), *rows.shape), values.dtype)
        places = place[start : start + len(values)]
        start += len(values)
        by_place = np.argsort(places)  # HDF5 wants a selection in order
        runs = np.split(by_place, np.flatnonzero(np.diff(places[by_place]) != 1) + 1)
        for run in runs:
            if len(run):
                fields[places[run[0]] : places[run[-1]] + 1] = values[run]


def to_parquet(
    rows: Rows,
    file: str | os.PathLike[str],
    *,
    columns: Sequence[str] | None = None,
    compression: str = "none",
    lists: str = "tensor",
) -> None:
    """Writes a new Parquet file for fast reading, row group by row group.

    Args:
        rows: the rows.
        file: the file.
        columns: the columns, all but ``shape`` by default; of a weighted ensemble ``log_weight``
            comes along.
        compression: ``"none"`` reads fastest, for the mantissas of fields are noise that no
            compressor makes much smaller; or ``"zstd"`` and others that Parquet knows.
        lists: what readers of Arrow take a configuration for: ``"tensor"`` (of its shape),
            ``"fixed"`` (a list of fixed length) or ``"plain"`` (a list).

    Raises:
        FieldbeamError: if the file exists already, or an argument is none of these.
    """
    if lists not in ("tensor", "fixed", "plain"):
        raise FieldbeamError("no such lists", given=lists, allowed="tensor, fixed, plain")
    target = _new(file)
    partial = target.with_name(f".{target.name}.partial")
    writer = None
    try:
        for shard in rows.shards():
            table = _as(shard.to_arrow(columns), lists)
            if writer is None:
                metadata = {k: json.dumps(v) for k, v in _description(rows).items()}
                schema = table.schema.with_metadata(
                    {f"exported.{k}": v for k, v in metadata.items()}
                )
                writer = pq.ParquetWriter(
                    partial, schema, compression=compression, use_dictionary=False
                )
            writer.write_table(table.cast(writer.schema), row_group_size=_group_rows(rows))
        if writer is not None:
            writer.close()
            partial.replace(target)
    except (pa.ArrowException, OSError, ValueError) as failure:
        raise FieldbeamError(
            "the file cannot be written", where=target, given=str(failure)
        ) from failure
    finally:
        partial.unlink(missing_ok=True)


def _group_rows(rows: Rows) -> int:
    return max(1, (8 << 20) // (8 * int(np.prod(rows.shape))))


def _as(table: pa.Table, lists: str) -> pa.Table:
    for name in FIELD_COLUMNS:
        if name in table.column_names and lists != "tensor":
            tensors = table[name].combine_chunks()
            if isinstance(tensors, pa.ChunkedArray):
                tensors = tensors.chunk(0)
            values = tensors.storage
            if lists == "plain":
                size = values.type.list_size
                offsets = pa.array(np.arange(len(values) + 1, dtype=np.int32) * size)
                values = pa.ListArray.from_arrays(offsets, values.flatten())
            table = table.set_column(table.column_names.index(name), name, values)
    return table


def _description(rows: Rows) -> dict[str, str]:
    manifest = rows.manifest
    action = {} if manifest.action is None else {"action": json.dumps(manifest.action)}
    return {
        "kind": manifest.kind,
        "id": manifest.id,
        "contentHash": manifest.content_hash,
        "layout": str(manifest.layout),
        "weighted": str(manifest.weighted).lower(),
        **action,
    }


def _named(rows: Rows, of: Mapping[str, Of] | Sequence[str] | None) -> dict[str, Of]:
    if isinstance(of, Mapping):
        return dict(of)
    if of is None:
        if rows.kind == "measurements":
            return {name: name for name in rows.manifest.scalars}
        return {"action": "action"}
    return {name: name for name in ([of] if isinstance(of, str) else of)}


def _new(file: str | os.PathLike[str]) -> Path:
    target = Path(file)
    if target.exists():
        raise FieldbeamError(
            "the file exists already", where=target, todo="name a new one, or remove it"
        )
    if not target.absolute().parent.is_dir():
        raise FieldbeamError("there is no such folder", where=target.absolute().parent)
    return target


__all__ = ["WINDOW_S", "to_arviz", "to_hdf5", "to_parquet", "to_pyerrors"]
