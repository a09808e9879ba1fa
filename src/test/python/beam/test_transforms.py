"""The transforms in Python and Beam YAML, on Beam's local runner with the real jar."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import apache_beam as beam
import fieldbeam
import numpy as np
import pytest
from fieldbeam.beam import (
    AddForwardNoise,
    GenerateEnsemble,
    ReadEnsemble,
    WriteEnsemble,
)

ROOT = Path(__file__).resolve().parents[4]
JAR = ROOT / "target/beam/fieldbeam-transforms.jar"
ACTION = {"phi4": {"kappa": 0.24, "lambda": 0.022}}


@pytest.fixture(autouse=True, scope="session")
def jar():
    os.environ["FIELDBEAM_TRANSFORMS"] = str(JAR)


def generate(into, **changes):
    settings = {
        "lattice": [4, 6],
        "action": ACTION,
        "algorithm": {"hmc": {"length": 1, "steps": 8}},
        "start": "cold",
        "chains": 4,
        "configurations": 8,
        "thermalization": 20,
        "seed": 1,
        "into": str(into),
    }
    return GenerateEnsemble(**{**settings, **changes})


def test_fields_arrive_as_arrays_and_go_back(tmp_path):
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        fields = pipeline | generate(tmp_path / "hmc") | ReadEnsemble()
        (
            fields
            | beam.Map(lambda c: c._replace(field=-c.field))
            | WriteEnsemble(lattice=[4, 6], action=ACTION, shards=1, into=str(tmp_path / "flipped"))
        )
        (
            fields
            | beam.Map(lambda c: (c.chain, c.step, c.field.shape, c.field[1, 2], c.action))
            | beam.combiners.ToList()
            | beam.Map(lambda rows: (tmp_path / "rows.json").write_text(json.dumps(sorted(rows))))
        )
    hmc = fieldbeam.open(tmp_path / "hmc")
    flipped = fieldbeam.open(tmp_path / "flipped")
    assert hmc.fields().shape == (32, 4, 6)
    assert np.array_equal(flipped.fields(), -hmc.fields())
    # even under phi -> -phi, evaluated anew when it is written
    np.testing.assert_allclose(
        flipped.columns(["action"])["action"], hmc.columns(["action"])["action"], rtol=1e-12
    )
    columns = hmc.columns(["chain", "step", "action"])
    expected = sorted(
        [int(chain), int(step), [4, 6], float(field[1, 2]), float(action)]
        for chain, step, action, field in zip(
            columns["chain"], columns["step"], columns["action"], hmc.fields(), strict=True
        )
    )
    assert json.loads((tmp_path / "rows.json").read_text()) == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lattice": [4, 0]}, "lattice[1]: 0 is not allowed"),
        ({"action": {"phi5": {}}}, "unknown key 'phi5'"),
        ({"chains": 2.5}, "INT64 is wanted"),
        ({"chains": float("inf")}, "INT64 is wanted"),
        ({"chains": float("nan")}, "INT64 is wanted"),
        ({"chains": np.array([1, 2])}, "INT64 is wanted"),
        ({"seed": 2**63}, "INT64 is wanted"),
        ({"action": {"free": {}}}, "the key 'kappa' is missing"),
        ({"expansion_service": "localhost:9"}, "the server of transforms does not answer"),
        ({"algorithm": {"complexLangevin": {"step": 0.1}}}, "cannot sample the action phi4"),
        ({"start": {"from": "nowhere"}}, "names no folder"),
    ],
)
def test_errors_are_in_words_and_before_the_run(tmp_path, changes, words):
    with pytest.raises(fieldbeam.FieldbeamError) as error:
        beam.Pipeline(runner="FnApiRunner") | generate(tmp_path / "hmc", **changes)
    assert words in str(error.value)
    assert "\tat " not in str(error.value)
    assert not (tmp_path / "hmc").exists()


def test_what_fails_while_it_runs_says_why(tmp_path):
    with (
        pytest.raises(Exception, match="no dataset here"),
        beam.Pipeline(runner="FnApiRunner") as pipeline,
    ):
        (
            pipeline
            | beam.Create([beam.Row(folder=str(tmp_path / "nowhere"))])
            | AddForwardNoise(diffusion={"ve": {"sigma": 5}}, into=str(tmp_path / "noised"))
        )


def yaml(name, folder):
    """Runs a pipeline of runners/beam in a folder of its own."""
    (folder / "runners").mkdir()
    (folder / "runners/beam").symlink_to(ROOT / "runners/beam")
    (folder / "target").symlink_to(ROOT / "target")
    words = ["--yaml_pipeline_file", f"runners/beam/{name}.yaml", "--runner=FnApiRunner"]
    done = subprocess.run(
        [sys.executable, "-m", "apache_beam.yaml.main", *words],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "out/beam"


def test_yaml_chains_the_stages(tmp_path):
    out = yaml("stages", tmp_path)
    for name, rows in {"hmc": 2048, "noised": 5 * 2048, "proposals": 1024, "diffusion": 1024}.items():
        assert fieldbeam.open(out / name).manifest.rows == rows
    checks = json.loads((out / "observables/checks.json").read_text())
    failed = [check for check in checks if check.get("passed") is False]
    assert not failed
    assert {check["dataset"] for check in checks} == {"hmc", "diffusion"}
    expected = {
        (row["dataset"], row["observable"]): row["value"]
        for row in json.loads((out / "observables/estimates.json").read_text())
    }
    found = {}
    for file in out.glob("estimates*.csv*"):
        with file.open() as lines:
            for row in csv.DictReader(lines):
                value = float(row["value"]) if row["value"] else None
                found[row["dataset"], row["observable"]] = value
    assert found == expected


def test_yaml_takes_rows_through_transforms_of_its_own(tmp_path):
    out = yaml("rows", tmp_path)
    late = fieldbeam.open(out / "late").columns(["chain", "step", "action"])
    assert min(late["step"]) == 530 and len(late["step"]) == 8 * 32
    table = {}
    for file in out.glob("densities*.csv*"):
        with file.open() as lines:
            for row in csv.DictReader(lines):
                table[int(row["chain"])] = float(row["mean"])
    assert sorted(table) == list(range(8))
    for chain, mean in table.items():
        expected = np.mean(np.asarray(late["action"])[np.asarray(late["chain"]) == chain]) / 64
        assert mean == pytest.approx(expected, rel=1e-12)
