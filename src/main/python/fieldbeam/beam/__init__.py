"""The stages of fieldbeam as transforms of Apache Beam pipelines in Python.

>>> import apache_beam as beam
>>> from fieldbeam.beam import GenerateEnsemble, ReadEnsemble
>>> with beam.Pipeline(runner="FnApiRunner") as pipeline:
...     fields = (
...         pipeline
...         | GenerateEnsemble(
...             lattice=[8, 8],
...             action={"phi4": {"kappa": 0.24, "lambda": 0.022}},
...             algorithm={"hmc": {"length": 1.0, "steps": 8}},
...             chains=8,
...             configurations=64,
...             seed=1,
...             into="out/hmc",
...         )
...         | ReadEnsemble()
...         | beam.Map(lambda configuration: configuration.field.mean())
...     )

Transforms run in Java: on one machine in a server that is started with the first of them and ends
with this process. It needs Java 17 and the jar that ``mvn package`` builds,
``target/beam/fieldbeam-transforms.jar``, whose path the environment variable
``FIELDBEAM_TRANSFORMS`` says; or the address of a server that is there, ``localhost:8097``.
"""

from ._rows import Configuration, ReadEnsemble, WriteEnsemble
from ._transform import Service, Transform
from ._transforms import (
    AddForwardNoise,
    CorrectEnsemble,
    GenerateEnsemble,
    MeasureObservables,
    PrepareScoreTraining,
    ReadEstimates,
    SampleReverse,
    ScanComplexLangevin,
    TrainScore,
)

__all__ = [
    "AddForwardNoise",
    "Configuration",
    "CorrectEnsemble",
    "GenerateEnsemble",
    "MeasureObservables",
    "PrepareScoreTraining",
    "ReadEnsemble",
    "ReadEstimates",
    "SampleReverse",
    "ScanComplexLangevin",
    "Service",
    "TrainScore",
    "Transform",
    "WriteEnsemble",
]
