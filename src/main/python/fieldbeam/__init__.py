"""Reads what fieldbeam writes, without Java: ensembles, measurements and models as numpy arrays.

>>> hmc = fieldbeam.open("out/phi4-quickstart/hmc")
>>> hmc.fields().shape
(4096, 16, 16)

The Beam transforms are in :mod:`fieldbeam.beam`, with the extra ``[beam]``.
"""

from .croissant import croissant, write_croissant
from .dataset import Dataset, Rows, WeightsWarning, open
from .errors import FieldbeamError
from .estimates import Table, checks, estimates
from .exchange import WINDOW_S, to_arviz, to_hdf5, to_parquet, to_pyerrors
from .manifest import Layout, Manifest, ShardEntry
from .models import EffectiveAction, Model, model
from .resampling import bootstrap, jackknife, jackknife_error

__version__ = "0.1.0.dev0"

__all__ = [
    "Dataset",
    "EffectiveAction",
    "FieldbeamError",
    "Layout",
    "Manifest",
    "Model",
    "Rows",
    "ShardEntry",
    "Table",
    "WINDOW_S",
    "WeightsWarning",
    "__version__",
    "bootstrap",
    "checks",
    "croissant",
    "estimates",
    "jackknife",
    "jackknife_error",
    "model",
    "open",
    "to_arviz",
    "to_hdf5",
    "to_parquet",
    "to_pyerrors",
    "write_croissant",
]
