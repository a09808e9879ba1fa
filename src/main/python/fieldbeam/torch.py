"""Configurations for PyTorch; needs the extra ``[torch]``."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from . import _shards
from ._shards import Array, ShardFile
from .dataset import Dataset
from .errors import FieldbeamError

_GROUPS_KEPT = 8


class ConfigurationDataset(torch.utils.data.Dataset[dict[str, Any]]):  # type: ignore[misc, unused-ignore]
    """A map-style Dataset: item i is ``{"field": tensor, ...}`` of row i.

    Files are opened where they are read, so that each worker of a DataLoader has its own. Row
    groups are decoded whole and the last few kept: reading in order is fast, reading at random
    decodes a group for almost every item unless ``preload`` holds all in memory. A training
    dataset lies shuffled on disk, and can be read in order.
    """

    def __init__(
        self,
        dataset: Dataset,
        columns: Sequence[str] = (),
        *,
        split: str | None = None,
        preload: bool = False,
    ) -> None:
        """Plans the reading.

        Args:
            dataset: the rows; they must have fields.
            columns: scalar columns that an item has beside the field; of a weighted ensemble
                ``log_weight`` always.
            split: of training data ``"training"`` or ``"validation"``; all rows by default.
            preload: reads everything now, and keeps it.

        Raises:
            FieldbeamError: if there are no fields, no such column, or no such split.
        """
        if "field" not in dataset.column_names:
            raise FieldbeamError(
                "the dataset holds no configurations", where=dataset.path, given=dataset.kind
            )
        self._dataset = dataset
        self._columns = dataset.columns(columns)  # short: one number a row each
        self._groups = list(dataset._groups())
        self._starts = np.array([row for _, _, row in self._groups], dtype=np.int64)
        self._rows = _rows_of(dataset, split)
        self._all = dataset._fields(None) if preload else None
        self._kept: OrderedDict[int, Array] = OrderedDict()
        self._process = os.getpid()

    def __len__(self) -> int:
        """Number of items."""
        return len(self._rows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        """One row."""
        if not -len(self) <= index < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        row = int(self._rows[index])
        item: dict[str, Any] = {"field": torch.from_numpy(np.array(self._field(row)))}
        for name, values in self._columns.items():
            item[name] = torch.tensor(values[row].item())
        return item

    def __getstate__(self) -> dict[str, Any]:
        """What goes to a worker that is started afresh: no decoded rows."""
        return {**self.__dict__, "_kept": OrderedDict()}

    def _field(self, row: int) -> Array:
        if self._all is not None:
            field: Array = self._all[row]
            return field
        if self._process != os.getpid():  # a forked worker: nothing is shared with its parent
            self._kept = OrderedDict()
            self._process = os.getpid()
        at = int(np.searchsorted(self._starts, row, side="right")) - 1
        if at in self._kept:
            self._kept.move_to_end(at)
        else:
            self._kept[at] = self._decode(at)
            while len(self._kept) > _GROUPS_KEPT:
                self._kept.popitem(last=False)
        values: Array = self._kept[at][row - int(self._starts[at])]
        return values

    def _decode(self, at: int) -> Array:
        shard, group, _ = self._groups[at]
        manifest = self._dataset.manifest
        with ShardFile(self._dataset.path, manifest, shard) as file:
            parts = [
                np.concatenate(
                    [
                        _shards.configurations(values, manifest)
                        for values in file.lists(group, name, _shards.size_of(manifest))
                    ]
                )
                for name in _shards.FIELD_COLUMNS
                if name in self._dataset.column_names
            ]
        return parts[0] if len(parts) == 1 else parts[0] + 1j * parts[1]


def _rows_of(dataset: Dataset, split: str | None) -> Array:
    if split is None:
        return np.arange(len(dataset))
    if split not in ("training", "validation") or dataset.kind != "training":
        raise FieldbeamError(
            "no such split",
            where=dataset.path,
            given=f"{split} of a dataset of the kind {dataset.kind}",
            allowed="training or validation, of datasets that prepare wrote",
        )
    return np.flatnonzero(dataset["validation"] == (split == "validation"))


__all__ = ["ConfigurationDataset"]
