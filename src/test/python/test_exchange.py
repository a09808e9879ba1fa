"""The way to and from other programs: their own readers open it, and agree."""

from __future__ import annotations

import json
import subprocess

import duckdb
import h5py
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pyerrors as pe
import pytest

import fieldbeam
from fieldbeam import FieldbeamError


@pytest.fixture
def fl(fieldbeam_command, tmp_path):
    """Runs the command line."""

    def run(*words):
        return subprocess.run(
            [*fieldbeam_command, *map(str, words)], check=True, cwd=tmp_path, capture_output=True
        )

    return run


def wolffs_window(observable, estimate, slack):
    """The S with which pyerrors takes the window of an estimate: 1.5, or if there is a slower mode
    1.5 times a power of 1.5, as decision 15 says."""
    for power in range(7):
        s = fieldbeam.WINDOW_S * 1.5**power
        observable.gamma_method(S=s)
        (window,) = observable.e_windowsize.values()
        if abs(window - estimate["window"]) <= slack:
            return s
    return None


@pytest.mark.parametrize(("name", "tolerance", "slack"), [("chain", 1e-9, 0), ("chains", 0.01, 1)])
def test_errors_of_pyerrors_are_ours(data, fl, tmp_path, name, tolerance, slack):
    # Of a single chain the same number. Of several, pyerrors counts pairs beyond the ends of
    # chains in the variance of the mean, and takes deviations from the means of replicas: tau/L,
    # here below 1 per cent, and a window one off.
    table = fieldbeam.estimates(data / "series")
    measured = fieldbeam.open(data / "series" / name)
    fl("export", measured.path, tmp_path / "m.json.gz")
    loaded = {o.tag: o for o in pe.input.json.load_json(str(tmp_path / "m.json.gz"), verbose=False)}
    ours = fieldbeam.to_pyerrors(measured)
    assert set(loaded) == set(ours) == set(measured.manifest.scalars)
    compared = 0
    for estimate in table:
        scalar = estimate["observable"]
        if estimate["dataset"] != name or scalar not in ours or estimate["tauInt"] <= 0.5:
            continue
        for observable in (loaded[scalar], ours[scalar]):
            assert observable.value == pytest.approx(estimate["value"], rel=1e-9, abs=1e-12)
            assert wolffs_window(observable, estimate, slack) is not None, scalar
            assert observable.dvalue == pytest.approx(estimate["error"], rel=tolerance), scalar
            (tau,) = observable.e_tauint.values()
            assert tau == pytest.approx(estimate["tauInt"], rel=0.02), scalar
        compared += 1
    assert compared >= 8


def test_derived_quantities_of_pyerrors_are_ours(data):
    # chi, chiAbs and the Binder cumulant, by pyerrors' own propagation of errors
    measured = fieldbeam.open(data / "series/chain")
    m = measured["M"]
    obs = fieldbeam.to_pyerrors(measured, {"a": abs(m), "2": m**2, "4": m**4, "1": "M"})
    volume = 16
    derived = {
        "chi": volume * (obs["2"] - obs["1"] ** 2),
        "chiAbs": volume * (obs["2"] - obs["a"] ** 2),
        "binder": 1 - obs["4"] / (3 * obs["2"] ** 2),
    }
    table = fieldbeam.estimates(data / "series")
    for name, observable in derived.items():
        estimate = table.of("chain", name)
        assert observable.value == pytest.approx(estimate["value"], rel=1e-9)
        assert wolffs_window(observable, estimate, 0) is not None, name
        assert observable.dvalue == pytest.approx(estimate["error"], rel=0.01), name


def test_configuration_numbers_and_gaps(data, fl, tmp_path):
    # chains of different lengths whose steps have gaps, imported, measured and exported
    hmc = fieldbeam.open(data / "chain")
    steps = [np.r_[10:30, 36:50, 60:400], np.r_[5:200:3, 233:305:3]]
    chain = np.repeat([0, 7], [len(s) for s in steps])
    fields = hmc.fields()[: len(chain)]
    np.savez(tmp_path / "in.npz", field=fields, chain=chain, step=np.concatenate(steps))
    fl("import", "in.npz", "gaps", "--action", "phi4", "-P", "kappa=0.2", "-P", "lambda=0.5")
    (tmp_path / "m.yaml").write_text(
        "name: m\nseed: 1\noutput: out\nstages:\n  - measure: {from: [./gaps], into: o}\n"
    )
    fl("run", "m.yaml")
    fl("export", "out/o/gaps", "gaps.json")
    loaded = pe.input.json.load_json(str(tmp_path / "gaps.json"), verbose=False, gz=False)
    ours = list(fieldbeam.to_pyerrors(fieldbeam.open(tmp_path / "out/o/gaps")).values())
    for observables in (loaded, ours):
        for observable in observables:
            assert observable.names == ["gaps|r0", "gaps|r7"]
            for name, expected in zip(observable.names, steps):
                assert list(observable.idl[name]) == list(expected)
            observable.gamma_method(S=fieldbeam.WINDOW_S)
    for a, b in zip(loaded, ours):
        assert a.value == pytest.approx(b.value, rel=1e-12, abs=1e-12)
        assert a.dvalue == pytest.approx(b.dvalue, rel=1e-9)


def test_weights_in_pyerrors(data):
    measured = fieldbeam.open(data / "observables/weighted")
    table = fieldbeam.estimates(data / "observables")
    for name, observable in fieldbeam.to_pyerrors(measured, ["phi2", "nn"]).items():
        estimate = table.of("weighted", name)
        assert observable.value == pytest.approx(estimate["value"], rel=1e-9)
        observable.gamma_method(S=0)  # the proposals are independent
        assert observable.dvalue == pytest.approx(estimate["error"], rel=0.15)


def test_jackknife_of_single_rows_is_the_standard_error(data):
    exact = fieldbeam.open(data / "exact")  # independent samples
    action = exact["action"]
    samples = fieldbeam.jackknife(exact, "action", block=1)
    assert samples.shape == (len(exact),)
    error = fieldbeam.jackknife_error(samples)
    assert error == pytest.approx(action.std(ddof=1) / np.sqrt(len(action)), rel=1e-9)
    assert samples.mean() == pytest.approx(action.mean(), rel=1e-12)


def test_jackknife_and_bootstrap_of_series(data):
    # blocks of 64 = 30 tau_int in 4 x 32 of them: errors within 1/sqrt(2 * 127) = 6 per cent, and
    # those of 1000 bootstrap samples 2 per cent more. 5 sigma: 30 and 35 per cent
    measured = fieldbeam.open(data / "series/chains")
    table = fieldbeam.estimates(data / "series")
    for name in ("phi2", "nn", "phi4"):
        expected = table.of("chains", name)["error"]
        samples = fieldbeam.jackknife(measured, name, block=64)
        assert samples.shape == (4 * 32,)
        assert fieldbeam.jackknife_error(samples) == pytest.approx(expected, rel=0.3)
        drawn = fieldbeam.bootstrap(measured, name, block=64, seed=1)
        assert drawn.shape == (1000,)
        assert drawn.std() == pytest.approx(expected, rel=0.35)
        np.testing.assert_array_equal(drawn, fieldbeam.bootstrap(measured, name, block=64, seed=1))
    # of a function of configurations, with axes of its own
    ensemble = fieldbeam.open(data / "chains")
    slices = fieldbeam.jackknife(ensemble, lambda phi: phi.mean(axis=2), block=64)
    assert slices.shape == (128, 4)
    np.testing.assert_allclose(
        slices.mean(axis=1), fieldbeam.jackknife(measured, "M", block=64), atol=1e-12
    )


def test_jackknife_knows_weights(data):
    weighted = fieldbeam.open(data / "weighted")
    samples = fieldbeam.jackknife(weighted, "action", block=1)
    w, s = weighted.weights(), weighted["action"]
    order = np.lexsort((weighted["step"], weighted["chain"]))
    expected = [np.average(np.delete(s, i), weights=np.delete(w, i)) for i in order[:5]]
    np.testing.assert_allclose(samples[:5], expected, rtol=1e-12)
    with pytest.raises(FieldbeamError, match="2 blocks or more"):
        fieldbeam.jackknife(fieldbeam.open(data / "chain"), "action", block=3000)
    with pytest.raises(FieldbeamError, match="1 row or more"):
        fieldbeam.jackknife(weighted, "action", block=0)


@pytest.mark.parametrize("name", ["hmc", "bose", "vectors", "weighted", "training"])
def test_hdf5(data, tmp_path, name):
    dataset = fieldbeam.open(data / name)
    fieldbeam.to_hdf5(dataset, tmp_path / "out.h5")
    order = np.lexsort((dataset["step"], dataset["chain"]))
    with h5py.File(tmp_path / "out.h5") as file:
        np.testing.assert_array_equal(file["field"][...], dataset.fields_and_weights()[0][order])
        for column in dataset.scalar_names:
            values = dataset[column]
            if np.ma.getmaskarray(values).all() or (values != values).all():
                assert column not in file
            else:
                np.testing.assert_array_equal(file[column][...], values[order])
        assert file.attrs["kind"] == dataset.kind and file.attrs["layout"]
        assert file.attrs["weighted"] == ("true" if dataset.weighted else "false")
    with pytest.raises(FieldbeamError, match="exists already"):
        fieldbeam.to_hdf5(dataset, tmp_path / "out.h5")
    assert [p.name for p in tmp_path.iterdir()] == ["out.h5"]


@pytest.mark.parametrize("name", ["hmc", "weighted", "bose", "vectors", "gauge", "observables/hmc"])
def test_h5py_reads_the_export_of_java(data, fl, tmp_path, name):
    dataset = fieldbeam.open(data / name)
    fl("export", str(data / name), "out.h5")
    order = np.lexsort((dataset["step"], dataset["chain"]))
    with h5py.File(tmp_path / "out.h5") as file:
        if name == "bose":
            fields = file["field_re_im"][...].view(complex)[..., 0]
        elif "field" in file:
            fields = file["field"][...]
        if not name.startswith("observables"):
            np.testing.assert_array_equal(fields, dataset.fields_and_weights()[0][order])
        assert set(file) & {"chain", "step"} == {"chain", "step"}
        for column in set(file) - {"field", "field_re_im"}:
            np.testing.assert_array_equal(file[column][...], dataset[column][order])
        assert file.attrs["kind"].decode() == dataset.kind
        assert file.attrs["contentHash"].decode() == dataset.manifest.content_hash
        action = dataset.manifest.action
        assert json.loads(file.attrs["action"]) == action
        for key, value in action["parameters"].items():
            if isinstance(value, float):
                assert file.attrs["action." + key] == value


WAYS = {
    "plain": {},
    "single": {"dtype": "<f4"},
    "big": {"dtype": ">f8"},
    "gzip": {"chunks": (13, 3, 5), "compression": "gzip", "shuffle": True, "fletcher32": True},
    "lzf": {"chunks": (16, 8, 8), "compression": "lzf", "dtype": ">f4"},
    "growing": {"chunks": True, "maxshape": (None, 8, 8)},
}


@pytest.mark.parametrize("way", WAYS)
def test_java_reads_what_h5py_writes(data, fl, tmp_path, way):
    dataset = fieldbeam.open(data / "hmc")
    order = np.lexsort((dataset["step"], dataset["chain"]))
    fields = dataset.fields()[order]
    with h5py.File(tmp_path / "in.h5", "w") as file:
        run = file.create_group("run/one")
        run.create_dataset("phi", data=fields, **WAYS[way])
        for name in ("chain", "step"):
            run.create_dataset(name, data=dataset[name][order], chunks=(100,), compression="gzip")
        expected = run["phi"][...].astype("f8")
    words = ("--dataset", "/run/one/phi", "--action", "phi4", "-P", "kappa=0.26", "-P", "lambda=0.022")
    fl("import", "in.h5", "again", *words)
    again = fieldbeam.open(tmp_path / "again")
    np.testing.assert_array_equal(again.fields(), expected)
    np.testing.assert_array_equal(again["step"], dataset["step"][order])
    np.testing.assert_allclose(again["action"], dataset["action"][order], rtol=1e-5)


@pytest.mark.parametrize("lists", ["plain", "fixed", "tensor"])
def test_parquet(data, tmp_path, lists):
    dataset = fieldbeam.open(data / "hmc")
    fields = dataset.fields()
    file = tmp_path / "out.parquet"
    fieldbeam.to_parquet(dataset, file, lists=lists)
    column = pq.ParquetFile(file).metadata.row_group(0).column(2)
    assert column.compression == "UNCOMPRESSED"
    frame = pd.read_parquet(file)
    np.testing.assert_array_equal(np.stack(frame["field"]), fields.reshape(len(fields), -1))
    assert list(frame["step"]) == list(dataset["step"])
    if lists != "tensor":
        flat = pl.read_parquet(file)["field"].explode().to_numpy()
        np.testing.assert_array_equal(flat, fields.ravel())
    with pytest.raises(FieldbeamError, match="exists already"):
        fieldbeam.to_parquet(dataset, file)
    with pytest.raises(FieldbeamError, match="no such lists"):
        fieldbeam.to_parquet(dataset, tmp_path / "x", lists="vectors")


@pytest.mark.parametrize("compressed", ["false", "true"])
def test_parquet_of_the_command_line(data, fl, tmp_path, compressed):
    fl("export", data / "hmc", "out.parquet", "-P", f"compressed={compressed}")
    file = tmp_path / "out.parquet"
    dataset = fieldbeam.open(data / "hmc")
    order = np.lexsort((dataset["step"], dataset["chain"]))
    fields = dataset.fields()[order].reshape(len(order), -1)
    np.testing.assert_array_equal(np.stack(pd.read_parquet(file)["field"]), fields)
    lists = pl.read_parquet(file)["field"].list.to_array(64)
    np.testing.assert_array_equal(lists.to_numpy(), fields)
    rows = duckdb.sql(f"select step, field from '{file}'").fetchnumpy()
    np.testing.assert_array_equal(rows["step"], dataset["step"][order])
    np.testing.assert_array_equal(np.stack(rows["field"]), fields)


def test_arviz(data):
    arviz = pytest.importorskip("arviz")
    measured = fieldbeam.open(data / "series/chains")
    found = fieldbeam.to_arviz(measured, ["phi2", "M"])
    assert found.posterior["phi2"].shape == (4, 2048)
    # rank-normalised, but an estimate of the same number: within 20 per cent
    ess = float(arviz.ess(found, var_names=["phi2"], method="mean")["phi2"])
    n_eff = fieldbeam.estimates(data / "series").of("chains", "phi2")["nEff"]
    assert ess == pytest.approx(n_eff, rel=0.2)
    with pytest.raises(FieldbeamError, match="importance weights"):
        fieldbeam.to_arviz(fieldbeam.open(data / "observables/weighted"))
