"""Configurations as elements of a pipeline, their fields numpy arrays."""

# Beam reads the types of a named tuple only where they are written with Optional.
# ruff: noqa: UP045

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Optional

import apache_beam as beam
import numpy as np
from numpy.typing import NDArray

from . import _transforms


class Configuration(NamedTuple):
    """A configuration of an ensemble.

    Attributes:
        chain: number of the chain, from 0.
        step: position in the chain, in updates.
        field: the field, an array of doubles of the shape of the lattice and, where a site has
            several values, their number.
        action: the action S, or None if it is not known.
        accepted: whether the last update was accepted, or None.
        delta_h: violation of the energy by the last trajectory, or None.
        log_q: log of the normalised density of a proposal, or None.
        log_weight: log of the importance weight, or None; whatever is done with the configuration
            has to use it.
    """

    chain: int
    step: int
    field: NDArray[np.float64]
    action: float | None = None
    accepted: bool | None = None
    delta_h: float | None = None
    log_q: float | None = None
    log_weight: float | None = None


class _Row(NamedTuple):
    """A configuration as the transforms in Java take it; Beam reads the types."""

    chain: int
    step: int
    field: Sequence[float]
    accepted: Optional[bool]
    delta_h: Optional[float]
    log_q: Optional[float]
    log_weight: Optional[float]


# Beam looks types up by their class, which has to know its annotations as types.
_Row.__annotations__ = {
    "chain": int,
    "step": int,
    "field": Sequence[float],
    "accepted": Optional[bool],
    "delta_h": Optional[float],
    "log_q": Optional[float],
    "log_weight": Optional[float],
}
beam.coders.registry.register_coder(_Row, beam.coders.RowCoder)


def _configuration(row: Any) -> Configuration:
    return Configuration(
        row.chain,
        row.step,
        np.asarray(row.field, dtype=np.float64).reshape(tuple(row.shape)),
        row.action,
        row.accepted,
        row.delta_h,
        row.log_q,
        row.log_weight,
    )


def _to_row(configuration: Configuration) -> _Row:
    return _Row(
        int(configuration.chain),
        int(configuration.step),
        np.asarray(configuration.field, dtype=np.float64).ravel().tolist(),
        configuration.accepted,
        configuration.delta_h,
        configuration.log_q,
        configuration.log_weight,
    )


class ReadEnsemble(_transforms.ReadEnsemble):
    """Reads the configurations of ensembles as :class:`Configuration`, in no particular order.

    See :class:`fieldbeam.beam._transforms.ReadEnsemble` for the arguments.
    """

    def expand(self, collection: Any) -> Any:
        """Reads rows in Java, and makes arrays of their fields here."""
        return super().expand(collection) | "Arrays" >> beam.Map(_configuration)


class WriteEnsemble(_transforms.WriteEnsemble):
    """Writes :class:`Configuration` as an ensemble of an action, which is evaluated anew.

    See :class:`fieldbeam.beam._transforms.WriteEnsemble` for the arguments.
    """

    def expand(self, collection: Any) -> Any:
        """Makes rows of the configurations here, and writes them in Java."""
        rows = collection | "Rows" >> beam.Map(_to_row).with_output_types(_Row)
        return super().expand(rows)
