"""Reads what fieldbeam writes, without Java: ensembles, measurements and models as numpy arrays.

>>> hmc = fieldbeam.open("out/phi4-quickstart/hmc")
>>> hmc.fields().shape
(4096, 16, 16)

The Beam transforms are in :mod:`fieldbeam.beam`, with the extra ``[beam]``.
"""

from .errors import FieldbeamError
from .manifest import Layout, Manifest, ShardEntry

__version__ = "0.1.0.dev0"

__all__ = ["FieldbeamError", "Layout", "Manifest", "ShardEntry", "__version__"]
