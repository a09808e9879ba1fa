"""Score models: ``model.json`` as arrays, and effective actions evaluated in numpy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from . import _effective, _json
from ._shards import Array
from .errors import FieldbeamError

FORMATS = {
    "fieldbeam.effectiveAction": (1, 2),
    "fieldbeam.langevinScore": (1,),
    "fieldbeam.scoreNetwork": (1,),
}


class Model:
    """A score model as its file describes it.

    Attributes:
        path: the file model.json.
        tree: all of it, as ``schemas/`` describes: maps, lists, numbers, strings.
        lattice: extents of the lattice.
    """

    def __init__(self, path: Path, tree: Mapping[str, Any]) -> None:
        self.path = path
        self.tree = tree
        self.lattice = tuple(int(n) for n in tree["lattice"])

    @property
    def format(self) -> str:
        """Name of the format, such as ``fieldbeam.effectiveAction``."""
        return str(self.tree["format"])

    @property
    def action(self) -> Mapping[str, Any] | None:
        """The action of the clean ensemble, where it is known."""
        action = self.tree.get("action")
        return action if isinstance(action, dict) else None

    @property
    def training(self) -> Mapping[str, Any]:
        """How it was made."""
        return dict(self.tree.get("training") or self.tree.get("provenance") or {})

    def __repr__(self) -> str:
        return f"<{self.format} on {' x '.join(map(str, self.lattice))}, {self.path}>"


class EffectiveAction(Model):
    """An effective action at every noise level: ``schemas/effective-action-model.schema.json``."""

    @property
    def operators(self) -> tuple[str, ...]:
        """Names of the operators, in the order of the coefficients."""
        return tuple(self.tree["operators"])

    @cached_property
    def tau(self) -> Array:
        """Noise variances of the levels, from 0."""
        return np.array(self.tree["ladder"]["tau"], dtype=float)

    @cached_property
    def spectrum(self) -> Array:
        """C_k of the clean ensemble, by orbit of momenta."""
        return np.array([entry["value"] for entry in self.tree["spectrum"]], dtype=float)

    @cached_property
    def coefficients(self) -> Array:
        """Coefficients (levels, 1 + operators): the zero-mode potential's, then the operators'."""
        names = ("zeroMode", *self.operators)
        return np.array(
            [[level["coefficients"][name] for name in names] for level in self.tree["levels"]],
            dtype=float,
        ).reshape(-1, len(names))

    @cached_property
    def quadratic(self) -> Array:
        """A_k (levels, orbits)."""
        return np.array([level["quadratic"] for level in self.tree["levels"]], dtype=float)

    @cached_property
    def _modes(self) -> _effective.Modes:
        return _effective.Modes(self.lattice, self.tree["spectrum"])

    @cached_property
    def _levels(self) -> dict[int, _effective.Level]:
        return {}

    def score(self, fields: Array, level: int) -> Array:
        """The score d log p / d phi at a noise level.

        Args:
            fields: configurations (n, *lattice), or one of them.
            level: 0 for the clean action, to the number of levels.

        Raises:
            FieldbeamError: if the fields are of another shape, or there is no such level.
        """
        phi = np.asarray(fields, dtype=float)
        single = phi.shape == self.lattice
        if not single and phi.shape[1:] != self.lattice:
            raise FieldbeamError(
                "the fields are not on the lattice of the model",
                given=f"an array of the shape {phi.shape}",
                allowed=f"(n, {', '.join(map(str, self.lattice))})",
            )
        if not 0 <= level < len(self.tau):
            raise FieldbeamError("no such level", given=level, allowed=f"0 to {len(self.tau) - 1}")
        batch = phi[None] if single else phi
        if level == 0:
            score = _effective.true_score(self.tree, self._modes, batch)
        else:
            if level not in self._levels:
                self._levels[level] = _effective.Level(self.tree, self._modes, level)
            score = self._levels[level].score(batch)
        return score[0] if single else score


def model(path: str | os.PathLike[str]) -> Model:
    """Reads a model: its folder, or its file ``model.json``.

    Raises:
        FieldbeamError: if there is none, or it is damaged or of a format that is not known here.
    """
    file = Path(path)
    if file.is_dir():
        file = file / "model.json"
    if not file.is_file():
        raise FieldbeamError(
            "not a model: there is no model.json",
            where=file,
            todo="name the folder that a train stage wrote",
        )
    tree = _json.read(file)
    name = tree.get("format") if isinstance(tree, dict) else None
    if name not in FORMATS:
        raise FieldbeamError(
            "not a model of fieldbeam", where=file, given=name, allowed=", ".join(FORMATS)
        )
    if tree.get("version") not in FORMATS[name]:
        raise FieldbeamError(
            "model of another format version",
            where=file,
            given=tree.get("version"),
            allowed=" or ".join(map(str, FORMATS[name])),
            todo="install a newer version of this package",
        )
    try:
        if name != "fieldbeam.effectiveAction":
            return Model(file, tree)
        effective = EffectiveAction(file, tree)
        _require_consistent(effective)
        return effective
    except (KeyError, TypeError, ValueError, IndexError) as failure:
        raise FieldbeamError(
            "model is inconsistent",
            where=file,
            given=f"{type(failure).__name__}: {failure}",
            todo="restore the file, or train the model again",
        ) from failure


def _require_consistent(found: EffectiveAction) -> None:
    levels = len(found.tau) - 1
    orbits = len(found.spectrum)
    if found.quadratic.shape != (levels, orbits) or len(found.coefficients) != levels:
        raise ValueError(f"{levels} levels of {orbits} orbits expected")
    # that every momentum has its orbit
    found._modes.spread(found.spectrum)
