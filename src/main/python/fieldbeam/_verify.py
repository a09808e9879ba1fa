"""Reading every byte of a dataset, to hold it against its manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from . import _shards
from ._shards import ShardFile
from .errors import FieldbeamError
from .manifest import Manifest

if TYPE_CHECKING:
    from .dataset import Dataset


def verify(dataset: Dataset) -> None:
    """See :meth:`fieldbeam.dataset.Dataset.verify`."""
    for index, entry in enumerate(dataset.manifest.shards):
        with ShardFile(dataset.path, dataset.manifest, index) as file:
            digest = _sha256(file.path)
            if digest != entry.sha256:
                raise FieldbeamError(
                    "shard is damaged: it has another hash than its manifest says",
                    where=file.path,
                    given=digest,
                    allowed=entry.sha256,
                    todo=_shards.DAMAGED,
                )
            if "field" in dataset.column_names:
                _verify_fields(file, dataset.manifest)
    listed = {entry.path for entry in dataset.manifest.shards}
    for path in sorted(dataset.path.iterdir()):
        if path.name not in listed and path.name[0] not in "._" and _is_parquet(path):
            raise FieldbeamError(
                "the folder of a dataset has a Parquet file that is not of the dataset",
                where=path,
                todo="move it out of the folder: readers of whole folders take it for a shard",
            )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _verify_fields(file: ShardFile, manifest: Manifest) -> None:
    shape = np.asarray(
        manifest.shape if manifest.format_version == 1 else manifest.row_shape, np.int32
    )
    for group in range(len(file.group_rows)):
        for extents in file.lists(group, "shape", len(shape)):
            if (extents != shape).any():
                raise FieldbeamError(
                    "the configurations are not of the shape that the manifest says",
                    where=f"{file.path}, row group {group}",
                    allowed=list(shape),
                )
        for name in _shards.FIELD_COLUMNS:
            if name in _shards.columns(manifest):
                for values in file.lists(group, name, _shards.size_of(manifest)):
                    if not np.isfinite(values).all():
                        raise FieldbeamError(
                            "a field has values that are not finite",
                            where=f"{file.path}, row group {group}, column {name}",
                        )


def _is_parquet(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        pq.read_metadata(path)
    except (pa.ArrowException, OSError, ValueError):
        return False
    return True
