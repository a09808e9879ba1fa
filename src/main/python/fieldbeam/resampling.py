"""Jackknife and bootstrap samples of averages, as arrays: blocks of each chain are resampled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ._shards import Array
from .dataset import Rows
from .errors import FieldbeamError


def series(rows: Rows, of: str | Array | Callable[[Array], Array]) -> Array:
    """The value of each row: a scalar column, an array, or a function of configurations.

    Raises:
        FieldbeamError: if there is not one value for each row, or some are absent.
    """
    values = rows.values(of)
    if not np.isfinite(np.asarray(values, dtype=np.result_type(values, float))).all():
        raise FieldbeamError(
            "a series has values that are not finite",
            where=rows.path,
            given=of if isinstance(of, str) else "an array",
        )
    return np.asarray(values)


def chains(rows: Rows) -> list[tuple[int, Array, Array]]:
    """Each chain: its number, its steps in order, and the numbers of its rows in that order.

    Raises:
        FieldbeamError: if there are no rows.
    """
    if not len(rows):
        raise FieldbeamError("there are no rows", where=rows.path)
    chain, step = rows["chain"], rows["step"]
    order = np.lexsort((step, chain))
    found = []
    for number in np.unique(chain):
        of_chain = order[chain[order] == number]
        found.append((int(number), step[of_chain], of_chain))
    return found


def jackknife(rows: Rows, of: str | Array | Callable[[Array], Array], *, block: int) -> Array:
    """Averages with one block left out, (blocks, ...), weights taken into account.

    The error of a function f of averages is ``sqrt((B - 1) / B * sum (f_b - mean f)^2)``, as
    :func:`jackknife_error` takes it, with B blocks. Blocks should be several autocorrelation times
    long.

    Args:
        rows: the rows; they need ``chain`` and ``step``.
        of: what is averaged: a column, an array, or a function of configurations.
        block: rows in a block, in the order of steps. No block reaches over the end of a chain;
            what is left at the end of a chain joins its last block.

    Raises:
        FieldbeamError: if there are fewer than 2 blocks, or the values are not finite.
    """
    weighted, weights = _blocks(rows, of, block)
    total, norm = weighted.sum(axis=0), weights.sum()
    shape = (-1,) + (1,) * (weighted.ndim - 1)
    left: Array = (total - weighted) / (norm - weights).reshape(shape)
    return left


def jackknife_error(samples: Array) -> Any:
    """The standard error by jackknife samples (B, ...)."""
    deviations = samples - samples.mean(axis=0)
    return np.sqrt((len(samples) - 1) / len(samples) * (abs(deviations) ** 2).sum(axis=0))


def bootstrap(
    rows: Rows,
    of: str | Array | Callable[[Array], Array],
    *,
    block: int,
    samples: int = 1000,
    seed: int = 0,
) -> Array:
    """Averages over blocks drawn with replacement, (samples, ...), weights taken into account.

    The error of a function of averages is the standard deviation of its values for the samples.

    Args:
        rows: the rows; they need ``chain`` and ``step``.
        of: what is averaged: a column, an array, or a function of configurations.
        block: as in :func:`jackknife`.
        samples: their number.
        seed: of the drawing; equal seeds draw the same blocks, whatever is averaged.

    Raises:
        FieldbeamError: if there are fewer than 2 blocks, or the values are not finite.
    """
    weighted, weights = _blocks(rows, of, block)
    if samples < 2:
        raise FieldbeamError("a bootstrap needs 2 samples or more", given=samples)
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(len(weights), np.full(len(weights), 1 / len(weights)), samples)
    shape = (-1,) + (1,) * (weighted.ndim - 1)
    drawn: Array = np.tensordot(counts, weighted, 1) / (counts @ weights).reshape(shape)
    return drawn


def _blocks(
    rows: Rows, of: str | Array | Callable[[Array], Array], block: int
) -> tuple[Array, Array]:
    """Sums of weight times value, and of weights, of each block."""
    if block < 1:
        raise FieldbeamError("a block has 1 row or more", given=block)
    values, weights = series(rows, of), rows.weights()
    sums, norms = [], []
    for _, _, order in chains(rows):
        count = max(1, len(order) // block)
        ends = [*(block * np.arange(1, count)), len(order)]
        start = 0
        for end in ends:
            part = order[start:end]
            sums.append(np.tensordot(weights[part], values[part], 1))
            norms.append(weights[part].sum())
            start = end
    if len(norms) < 2:
        raise FieldbeamError(
            "resampling needs 2 blocks or more",
            where=rows.path,
            given=f"{len(rows)} rows in blocks of {block}",
            todo="take a smaller block",
        )
    return np.array(sums), np.array(norms)
