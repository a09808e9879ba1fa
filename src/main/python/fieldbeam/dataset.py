"""Datasets: the rows of an ensemble, of measurements, of noised or training configurations."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from . import _shards
from . import manifest as manifests
from ._shards import Array, ShardFile
from .errors import FieldbeamError
from .manifest import Manifest

if TYPE_CHECKING:
    import pandas
    import polars

    from .torch import ConfigurationDataset

WEIGHT = "log_weight"


class WeightsWarning(UserWarning):
    """Values of a weighted ensemble were taken without their weights."""


class Rows:
    """Rows of a dataset: all of them (:class:`Dataset`), or those of one shard.

    Attributes:
        path: the folder.
        manifest: what the dataset says of itself.
    """

    def __init__(self, path: Path, manifest: Manifest, shards: Sequence[int]) -> None:
        self.path = path
        self.manifest = manifest
        self._shards = tuple(shards)

    def __len__(self) -> int:
        """Number of rows."""
        return sum(self.manifest.shards[i].rows for i in self._shards)

    @property
    def kind(self) -> str:
        """What the rows are: ensemble, noised, training, measurements or complex."""
        return self.manifest.kind

    @property
    def shape(self) -> tuple[int, ...]:
        """Extents of a configuration as an array, components or links last."""
        return self.manifest.row_shape

    @property
    def weighted(self) -> bool:
        """Whether averages over the rows need their weights."""
        return self.manifest.weighted

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns, in their order."""
        return tuple(_shards.columns(self.manifest))

    @property
    def scalar_names(self) -> tuple[str, ...]:
        """The columns with one value a row."""
        return tuple(
            name for name in self.column_names if name not in ("shape", *_shards.FIELD_COLUMNS)
        )

    def fields(self, *, threads: int | None = None) -> Array:
        """The configurations as an array (rows, *shape), in the order of the shards.

        Of ensembles float64, of training data float32 (normalised: see :meth:`physical`), of
        complexified fields complex128. A warning says where the ensemble is weighted:
        :meth:`fields_and_weights` returns both.

        Args:
            threads: how many decode at once; by default up to 4. Each holds one row group.

        Raises:
            FieldbeamError: if the rows are measurements, or a shard is missing, damaged or foreign.
        """
        if self.weighted:
            warnings.warn(
                f"the ensemble {self.manifest.id} is weighted: averages over its configurations"
                " need their weights; use fields_and_weights(), or mean()",
                WeightsWarning,
                stacklevel=2,
            )
        return self._fields(threads)

    def fields_and_weights(self, *, threads: int | None = None) -> tuple[Array, Array]:
        """The configurations, and the weights with which averages over them are taken."""
        return self._fields(threads), self.weights()

    def physical(self, *, threads: int | None = None) -> Array:
        """Training configurations as they were before they were normalised."""
        scale = self.manifest.properties.get("normalization")
        if not isinstance(scale, dict):
            raise FieldbeamError(
                "only training datasets are normalised", where=self.path, given=self.kind
            )
        return float(scale["mean"]) + float(scale["scale"]) * self._fields(threads).astype(float)

    def _fields(self, threads: int | None) -> Array:
        if "field" not in self.column_names:
            raise FieldbeamError(
                "the dataset holds no configurations",
                where=self.path,
                given=f"a dataset of the kind {self.kind}",
                allowed="its columns: " + ", ".join(self.column_names),
                todo="take columns([...]), or open the ensemble that was measured",
            )
        if threads is not None and threads < 1:
            raise FieldbeamError("threads must be 1 or more", given=threads)
        complexified = "field_imag" in self.column_names
        single = self.kind == "training"
        dtype = np.complex128 if complexified else np.float32 if single else np.float64
        out: Array = np.empty((len(self), *self.shape), dtype)
        tasks = list(self._groups())
        workers = min(threads or min(4, os.cpu_count() or 1), len(tasks))

        def fill(task: tuple[int, int, int]) -> None:
            shard, group, row = task
            parts = (out.real, out.imag) if complexified else (out,)
            with ShardFile(self.path, self.manifest, shard) as file:
                for name, part in zip(_shards.FIELD_COLUMNS, parts):
                    at = row
                    for values in file.lists(group, name, _shards.size_of(self.manifest)):
                        rows = len(values)
                        part[at : at + rows] = _shards.configurations(values, self.manifest)
                        at += rows

        if workers <= 1:
            for task in tasks:
                fill(task)
        else:
            with ThreadPoolExecutor(workers) as pool:
                for _ in pool.map(fill, tasks):
                    pass
        return out

    def _groups(self) -> Iterator[tuple[int, int, int]]:
        """Shard, row group in it, and number of the first row of that here."""
        row = 0
        for shard in self._shards:
            with ShardFile(self.path, self.manifest, shard) as file:
                for group, rows in enumerate(file.group_rows):
                    yield shard, group, row
                    row += rows

    def columns(self, names: Sequence[str] | str) -> dict[str, Array]:
        """Scalar columns by name, as arrays; of a weighted ensemble ``log_weight`` comes along.

        Absent numbers are NaN; of a column of truth values with gaps the array is masked.

        Raises:
            FieldbeamError: if there is no such column, or a shard is missing, damaged or foreign.
        """
        wanted = [names] if isinstance(names, str) else list(names)
        for name in wanted:
            if name not in self.scalar_names:
                raise FieldbeamError(
                    f"the dataset has no column {name} of single values",
                    where=self.path,
                    allowed=", ".join(self.scalar_names),
                    todo="fields() returns the configurations"
                    if name in ("shape", *_shards.FIELD_COLUMNS)
                    else None,
                )
        if self.weighted and WEIGHT not in wanted:
            wanted.append(WEIGHT)
        chunks: dict[str, list[Any]] = {name: [] for name in wanted}
        for shard in self._shards:
            with ShardFile(self.path, self.manifest, shard) as file:
                for group in range(len(file.group_rows)):
                    table = file.table(group, wanted)
                    for name in wanted:
                        chunks[name] += table[name].chunks
        types = _shards.columns(self.manifest)
        return {
            name: _shards.scalars(pa.chunked_array(chunks[name], types[name])) for name in wanted
        }

    def __getitem__(self, name: str) -> Array:
        """A scalar column as an array."""
        return self.columns([name])[name]

    def weights(self) -> Array:
        """The weights with which averages are taken: their sum is 1; all equal if unweighted.

        Raises:
            FieldbeamError: if the ensemble is weighted and a row has no weight.
        """
        if not self.weighted:
            return np.full(len(self), 1 / max(1, len(self)))
        log_weight = self[WEIGHT]
        if not len(log_weight):
            return log_weight
        if not np.isfinite(log_weight).all():
            raise FieldbeamError(
                "a configuration of a weighted ensemble has no weight",
                where=self.path,
                given=f"{int((~np.isfinite(log_weight)).sum())} of {len(self)} rows",
                todo="correct the ensemble again",
            )
        weights: Array = np.exp(log_weight - log_weight.max())
        weights /= weights.sum()
        return weights

    @property
    def effective_sample_size(self) -> float:
        """``1 / sum w^2``, as a fraction of the number of rows: 1 for an unweighted ensemble."""
        if not len(self):
            raise FieldbeamError("there are no rows", where=self.path)
        weights = self.weights()
        return float(1 / (weights @ weights) / len(weights))

    def mean(self, of: str | Array | Callable[[Array], Array]) -> Any:
        """The weighted average over the rows.

        Args:
            of: the name of a scalar column, an array with a row for each row here, or a function of
                an array of configurations (rows, *shape), which is called shard by shard.

        Raises:
            FieldbeamError: if the array has another number of rows, or a value is absent.
        """
        values = np.asarray(self.values(of))
        if not len(self):
            raise FieldbeamError("an average of no rows is none", where=self.path)
        return np.tensordot(self.weights(), values.astype(np.result_type(values, float)), 1)

    def values(self, of: str | Array | Callable[[Array], Array]) -> Array:
        """The value of each row of a scalar column, or of a function of configurations, which is
        called shard by shard; an array is returned as it is.

        Raises:
            FieldbeamError: if there is not a value for each row.
        """
        if isinstance(of, str):
            values = self[of]
        elif callable(of):
            values = np.concatenate(
                [np.asarray(of(shard._fields(None))) for shard in self.shards()]
            )
        else:
            values = np.asarray(of)
        if values.ndim == 0 or len(values) != len(self):
            raise FieldbeamError(
                "there must be a value for each row",
                given=f"an array of the shape {values.shape}",
                allowed=f"{len(self)} rows",
            )
        if isinstance(of, str) and (
            np.ma.getmaskarray(values).any() or np.isnan(values.astype(float)).any()
        ):
            raise FieldbeamError(f"some rows have no {of}", where=self.path)
        return values

    def shards(self) -> Iterator[Rows]:
        """One shard after the other, so that no more than one need be in memory."""
        for index in self._shards:
            yield Rows(self.path, self.manifest, [index])

    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """An Arrow table, the configurations as fixed-shape tensors; with all weights.

        Args:
            columns: the columns, all but ``shape`` by default; of a weighted ensemble
                ``log_weight`` comes along.
        """
        if columns is None:
            wanted = [name for name in self.column_names if name != "shape"]
        else:
            wanted = list(columns)
        scalars = self.columns([name for name in wanted if name not in _shards.FIELD_COLUMNS])
        arrays: dict[str, Any] = {}
        for name in dict.fromkeys([*wanted, *scalars]):
            if name in _shards.FIELD_COLUMNS:
                values = self._fields(None)
                if np.iscomplexobj(values):
                    values = np.ascontiguousarray(values.imag if "imag" in name else values.real)
                arrays[name] = _shards.tensors(values)
            else:
                values = scalars[name]
                mask = np.ma.getmaskarray(values)
                arrays[name] = pa.array(np.asarray(values), mask=mask, from_pandas=True)
        return pa.table(arrays)

    def to_pandas(self, columns: Sequence[str] | None = None) -> pandas.DataFrame:
        """A pandas frame; a configuration is a numpy array in the column ``field``.

        ``frame.attrs`` says the kind, id and content hash, and whether the rows are weighted.

        Args:
            columns: the columns, all but ``shape`` by default; of a weighted ensemble
                ``log_weight`` comes along.
        """
        from . import frames

        return frames.to_pandas(self, columns)

    def to_polars(self, columns: Sequence[str] | None = None) -> polars.DataFrame:
        """A polars frame; a configuration is an element of the column ``field``, of type Array."""
        from . import frames

        return frames.to_polars(self, columns)


class Dataset(Rows):
    """A complete dataset; :func:`fieldbeam.open` opens one."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        super().__init__(path, manifest, range(len(manifest.shards)))

    def __repr__(self) -> str:
        shape = " x ".join(map(str, self.shape))
        weighted = ", weighted" if self.weighted else ""
        return (
            f"<fieldbeam {self.kind} {self.manifest.id}: {len(self)} rows of {shape}{weighted},"
            f" {len(self.manifest.shards)} shards in {self.path}>"
        )

    def shard(self, index: int) -> Rows:
        """The rows of one shard.

        Raises:
            FieldbeamError: if there is no such shard.
        """
        count = len(self.manifest.shards)
        if not 0 <= index < count:
            raise FieldbeamError(
                "no such shard", where=self.path, given=index, allowed=f"0 to {count - 1}"
            )
        return Rows(self.path, self.manifest, [index])

    def verify(self) -> None:
        """Reads every byte: hashes of the files, footers, shapes, and that fields are finite.

        Raises:
            FieldbeamError: at the first shard that is not what the manifest says; or if the folder
                has Parquet files that are not of the dataset, which readers of whole folders
                would take for shards.
        """
        from . import _verify

        _verify.verify(self)

    def torch(
        self,
        columns: Sequence[str] = (),
        *,
        split: str | None = None,
        preload: bool = False,
    ) -> ConfigurationDataset:
        """A map-style torch Dataset over the rows.

        See :class:`fieldbeam.torch.ConfigurationDataset`.
        """
        try:
            from .torch import ConfigurationDataset
        except ModuleNotFoundError as failure:
            from .errors import missing_extra

            raise missing_extra("torch", "torch", "a torch Dataset") from failure
        return ConfigurationDataset(self, columns, split=split, preload=preload)


def open(path: str | os.PathLike[str]) -> Dataset:
    """Opens a dataset folder: reads its manifest; shards are looked at when they are read.

    Raises:
        FieldbeamError: if the folder is no dataset or an unfinished one, or its manifest is
            damaged, edited, or of a version that this package cannot read.
    """
    text = os.fspath(path)
    if "://" in text:
        raise FieldbeamError(
            "the Python package reads local folders",
            given=text,
            todo="copy the dataset here, or mount its store",
        )
    folder = Path(text)
    return Dataset(folder, manifests.read(folder))
