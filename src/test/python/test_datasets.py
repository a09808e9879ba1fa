"""Datasets as arrays and frames: each must say what another reader of the same files says."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import fieldbeam
from fieldbeam import FieldbeamError, WeightsWarning

# name, kind, rows, shape of a configuration, type
DATASETS = [
    ("hmc", "ensemble", 1024, (8, 8), "float64"),
    ("gauge", "ensemble", 32, (4, 4, 2), "float64"),
    ("vectors", "ensemble", 32, (3, 4, 3), "float64"),
    ("exact", "ensemble", 256, (4,), "float64"),
    ("bose", "complex", 32, (4, 4, 2), "complex128"),
    ("noised", "noised", 4096, (8, 8), "float64"),
    ("training", "training", 1024, (8, 8), "float32"),
    ("proposals", "ensemble", 256, (8, 8), "float64"),
    ("weighted", "ensemble", 256, (8, 8), "float64"),
]
NAMES = [name for name, *_ in DATASETS]


def by_rows(folder: Path, column: str) -> np.ndarray:
    """A list column as Python lists, by an independent way: row by row, in the order of names."""
    rows = []
    for file in sorted(folder.glob("part-*.parquet")):
        table = pq.read_table(file, columns=["shape", column]).to_pylist()
        rows += [np.array(row[column]).reshape(row["shape"]) for row in table]
    return np.array(rows)


def quietly(dataset: fieldbeam.Rows, **arguments) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", WeightsWarning)
        return dataset.fields(**arguments)


@pytest.mark.parametrize(("name", "kind", "rows", "shape", "dtype"), DATASETS)
def test_fields_are_those_of_the_rows(data, name, kind, rows, shape, dtype):
    dataset = fieldbeam.open(data / name)
    assert (dataset.kind, len(dataset), dataset.shape) == (kind, rows, shape)
    fields = quietly(dataset)
    assert fields.dtype == dtype and fields.shape == (rows, *shape)
    assert fields.flags.c_contiguous and fields.flags.writeable
    expected = by_rows(data / name, "field")
    if kind == "complex":
        expected = expected + 1j * by_rows(data / name, "field_imag")
    np.testing.assert_array_equal(fields, expected.astype(dtype))
    for threads in (1, 3):
        np.testing.assert_array_equal(quietly(dataset, threads=threads), fields)
    dataset.verify()


@pytest.mark.parametrize("name", NAMES)
def test_shards_put_together_are_the_dataset(data, name):
    dataset = fieldbeam.open(data / name)
    parts = [quietly(shard) for shard in dataset.shards()]
    assert [len(p) for p in parts] == [shard.rows for shard in dataset.manifest.shards]
    np.testing.assert_array_equal(np.concatenate(parts), quietly(dataset))
    np.testing.assert_array_equal(parts[-1], quietly(dataset.shard(len(parts) - 1)))
    chains = np.concatenate([shard["chain"] for shard in dataset.shards()])
    np.testing.assert_array_equal(chains, dataset["chain"])


def test_action_is_that_of_the_fields(data):
    # S of phi^4 by its formula, at every configuration: rows of columns and of fields belong
    # together
    dataset = fieldbeam.open(data / "hmc")
    phi = dataset.fields()
    p = dataset.manifest.action["parameters"]
    hops = sum(phi * np.roll(phi, -1, axis) for axis in (1, 2))
    density = -2 * p["kappa"] * hops + (1 - 2 * p["lambda"]) * phi**2 + p["lambda"] * phi**4
    np.testing.assert_allclose(density.sum(axis=(1, 2)), dataset["action"], rtol=1e-12)


def test_provenance(data):
    hmc = fieldbeam.open(data / "hmc").manifest
    assert hmc.seed == 20241128 and hmc.stage == "generate" and hmc.parents == ()
    assert hmc.algorithm["name"] == "hmc" and str(hmc.layout) == "sites real 1"
    assert len(hmc.input_hash) == 64
    noised = fieldbeam.open(data / "noised").manifest
    assert noised.parents == (hmc.content_hash,)
    weighted = fieldbeam.open(data / "weighted").manifest
    assert weighted.parents == (fieldbeam.open(data / "proposals").manifest.content_hash,)


@pytest.mark.parametrize("name", NAMES)
def test_frames(data, name):
    dataset = fieldbeam.open(data / name)
    fields = quietly(dataset)
    pandas_frame, polars_frame = dataset.to_pandas(), dataset.to_polars()
    assert len(pandas_frame) == len(polars_frame) == len(dataset)
    np.testing.assert_array_equal(np.stack(pandas_frame["field"]), fields)
    np.testing.assert_array_equal(polars_frame["field"].to_numpy(), fields.real)
    np.testing.assert_array_equal(
        np.asarray(dataset.to_arrow()["field"].combine_chunks().to_numpy_ndarray()), fields.real
    )
    for column in dataset.scalar_names:
        values = dataset[column]
        absent = np.ma.getmaskarray(values) | (
            np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)
        )
        assert (pandas_frame[column].isna().to_numpy() == absent).all(), column
        assert (polars_frame[column].is_null().to_numpy() == absent).all(), column
        kept = ~absent
        np.testing.assert_array_equal(
            pandas_frame[column][kept].to_numpy(values.dtype), np.asarray(values)[kept]
        )
    assert pandas_frame.attrs["weighted"] == dataset.weighted


def test_absent_values_are_absent(data):
    exact = fieldbeam.open(data / "exact")  # neither proposals nor energies
    assert np.ma.getmaskarray(exact["accepted"]).all()
    assert np.isnan(exact["delta_h"]).all()
    assert exact.to_pandas()["accepted"].isna().all()
    assert exact.to_polars()["delta_h"].null_count() == len(exact)
    with pytest.raises(FieldbeamError, match="have no delta_h"):
        exact.mean("delta_h")
    with pytest.raises(FieldbeamError, match="have no accepted"):
        exact.mean("accepted")


def test_weights_are_not_dropped(data):
    dataset = fieldbeam.open(data / "weighted")
    assert dataset.weighted
    with pytest.warns(WeightsWarning, match="weighted"):
        fields = dataset.fields()
    assert "log_weight" in dataset.columns(["action"])
    assert "log_weight" in dataset.to_pandas(["action"])
    assert "log_weight" in dataset.to_polars(["field"]).columns
    assert "log_weight" in dataset.to_arrow(["field"]).column_names
    both, weights = dataset.fields_and_weights()
    np.testing.assert_array_equal(both, fields)
    logs = dataset["log_weight"]
    np.testing.assert_allclose(weights, np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum())
    # and the average is that of fieldbeam's own estimate, not that of the raw proposals
    measured = fieldbeam.estimates(data / "observables").of("weighted", "phi2")["value"]

    def phi2(phi):
        return (phi**2).mean(axis=(1, 2))

    assert dataset.mean(phi2) == pytest.approx(measured, rel=1e-12)
    assert dataset.mean(phi2(fields)) == pytest.approx(measured, rel=1e-12)
    proposals = fieldbeam.open(data / "proposals")
    assert not proposals.weighted
    assert proposals.mean(phi2) != pytest.approx(measured, rel=1e-6)
    extra = dataset.manifest.extra["effectiveSampleSize"]["value"]
    assert dataset.effective_sample_size == pytest.approx(extra, rel=1e-9)
    with pytest.raises(FieldbeamError, match="a value for each row"):
        dataset.mean(np.ones(3))


def test_means_are_the_estimates(data):
    table = fieldbeam.estimates(data / "observables")
    for name in ("hmc", "proposals", "weighted"):
        measured = fieldbeam.open(data / "observables" / name)
        assert measured.kind == "measurements"
        for scalar, observable in [("phi2", "phi2"), ("nn", "nn"), ("M", "M")]:
            expected = table.of(name, observable)["value"]
            assert measured.mean(scalar) == pytest.approx(expected, rel=1e-9, abs=1e-14)
    with pytest.raises(FieldbeamError, match="holds no configurations"):
        fieldbeam.open(data / "observables/hmc").fields()


def test_training_data_are_the_ensemble(data):
    training = fieldbeam.open(data / "training")
    hmc = fieldbeam.open(data / "hmc")
    place = {key: i for i, key in enumerate(zip(hmc["chain"], hmc["step"]))}
    order = [place[key] for key in zip(training["chain"], training["step"])]
    assert sorted(order) == list(range(len(hmc)))
    np.testing.assert_allclose(training.physical(), hmc.fields()[order], atol=1e-5)
    chains_held_out = set(training["chain"][training["validation"]])
    assert len(chains_held_out) == 2
    with pytest.raises(FieldbeamError, match="only training datasets"):
        hmc.physical()


def test_uncompressed_training_data_are_the_same(data):
    plain, fast = (fieldbeam.open(data / name) for name in ("training", "fast"))
    column = pq.ParquetFile(min(fast.path.glob("*.parquet"))).metadata.row_group(0).column(4)
    assert column.compression == "UNCOMPRESSED"
    fast.verify()
    order = [np.lexsort((d["step"], d["chain"])) for d in (plain, fast)]
    # the split, and so the normalisation, of one tenth and of a quarter of the chains differ
    np.testing.assert_allclose(plain.physical()[order[0]], fast.physical()[order[1]], atol=1e-5)


def test_results_as_tables(data):
    table = fieldbeam.estimates(data / "observables")
    frame = table.to_pandas()
    assert len(frame) == len(table) > 30
    assert {"dataset", "observable", "value", "error", "tauInt", "n"} <= set(frame.columns)
    row = table.of("hmc", "phi2")
    assert row["error"] > 0 and row["tauInt"] > 0.5 and row["n"] == 1024
    checks = fieldbeam.checks(data / "observables")
    # 3 were not judged: neither passed nor failed
    assert checks.to_pandas()["passed"].isna().sum() == sum(c["passed"] is None for c in checks) > 0
    with pytest.raises(FieldbeamError, match="no such row"):
        table.of("hmc", "phi3")
    with pytest.raises(FieldbeamError, match=r"no estimates\.json"):
        fieldbeam.estimates(data / "hmc")


def test_other_readers_read_the_same(data):
    fields = fieldbeam.open(data / "hmc").fields().reshape(1024, 64)
    frame = pd.read_parquet(data / "hmc")
    np.testing.assert_array_equal(np.stack(frame["field"]), fields)
    lists = pl.read_parquet(data / "hmc" / "*.parquet")["field"].list.to_array(64)
    np.testing.assert_array_equal(lists.to_numpy(), fields)


@pytest.mark.parametrize("version", ["format-1", "format-2"])
def test_old_files(root, version):
    for folder in sorted((root / "testdata" / version).iterdir()):
        if folder.is_dir():
            dataset = fieldbeam.open(folder)
            dataset.verify()
            assert len(dataset["chain"]) == len(dataset) == 20
            if dataset.kind != "measurements":
                assert quietly(dataset).shape == (20, *dataset.shape)


def test_components_of_format_1_are_turned(root):
    # there the components of complex fields stand one after the other
    folder = root / "testdata/format-1/complex"
    fields = fieldbeam.open(folder).fields()
    file = pq.read_table(next(folder.glob("*.parquet")))
    stored = np.array(file["field"].to_pylist()) + 1j * np.array(file["field_imag"].to_pylist())
    assert fields.shape == (20, 3, 4, 2)
    for row, component in [(0, 0), (7, 1), (19, 0)]:
        half = stored[row].reshape(2, 12)[component]
        np.testing.assert_array_equal(fields[row, ..., component].ravel(), half)


def test_memory_is_that_of_the_array(data):
    # the array of all, one row group at a time beside it: nothing like a Python object a value
    import tracemalloc

    dataset = fieldbeam.open(data / "noised")
    dataset.fields()
    tracemalloc.start()
    fields = dataset.fields(threads=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < fields.nbytes + (1 << 20)
    assert math.prod(fields.shape) * 8 == fields.nbytes
