"""Croissant metadata, judged and read by mlcroissant itself."""

from __future__ import annotations

import json
import logging

import numpy as np
import pandas as pd
import pytest

import fieldbeam

mlcroissant = pytest.importorskip("mlcroissant")


@pytest.mark.parametrize(
    "name", ["hmc", "bose", "noised", "training", "weighted", "observables/hmc"]
)
def test_is_valid_and_complete(copy, caplog, name):
    dataset = fieldbeam.open(copy(name))
    file = fieldbeam.write_croissant(
        dataset, license="CC-BY-4.0", url="https://example.org", creator="N", cite_as="N"
    )
    caplog.set_level(logging.WARNING)
    metadata = mlcroissant.Dataset(jsonld=str(file)).metadata
    assert not metadata.ctx.issues.errors and not metadata.ctx.issues.warnings
    assert not [r for r in caplog.records if "context" in r.getMessage()]
    shards = {e.path: e.sha256 for e in dataset.manifest.shards}
    listed = {d.id: d.sha256 for d in metadata.distribution if d.id != "shards"}
    assert listed == shards
    (rows,) = metadata.record_sets
    assert [f.name for f in rows.fields] == list(dataset.column_names)
    # and readers of the whole folder pass over it
    assert len(pd.read_parquet(dataset.path)) == len(dataset)
    dataset.verify()


def test_records_are_the_rows(copy):
    dataset = fieldbeam.open(copy("exact"))
    file = fieldbeam.write_croissant(dataset)
    records = list(mlcroissant.Dataset(jsonld=str(file)).records("rows"))
    assert len(records) == len(dataset)
    fields = dataset.fields()
    for record, field in zip(records, fields):
        np.testing.assert_array_equal(record["rows/field"], field)


def test_weights_are_spoken_of(data, tmp_path):
    file = fieldbeam.write_croissant(fieldbeam.open(data / "weighted"), tmp_path / "c.json")
    assert "log_weight" in json.loads(file.read_text())["description"]
