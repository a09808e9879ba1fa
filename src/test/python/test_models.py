"""Models: the score in numpy against Java's, and against the definition of a score."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

import fieldbeam
from fieldbeam import FieldbeamError


@pytest.mark.parametrize("name", ["score", "fitted"])
def test_score_is_that_of_java(data, java, tmp_path, name):
    model = fieldbeam.model(data / name)
    noised = fieldbeam.open(data / "noised")
    phi = noised.fields()[::256]  # of all levels
    # far out, beyond the table of the zero mode, and at rest
    fields = np.concatenate([phi, 3 + 0 * phi[:1], 0 * phi[:1], 20 * phi[:2]])
    np.moveaxis(fields, 0, -1).astype("<f8").tofile(tmp_path / "fields.bin")
    java("ScoreValues.java", model.path, tmp_path / "fields.bin", tmp_path / "scores.bin")
    expected = np.fromfile(tmp_path / "scores.bin", "<f8").reshape(-1, *model.lattice, len(fields))
    assert len(expected) == len(model.tau)
    for level, values in enumerate(np.moveaxis(expected, -1, 1)):
        score = model.score(fields, level)
        # to 1e-12 of what is added up: the largest of a configuration, of fields of order 1
        size = np.maximum(1, np.abs([values, fields]).max(axis=(0, 2, 3)))[:, None, None]
        assert (np.abs(score - values) / size).max() < 1e-12, level
        np.testing.assert_array_equal(
            model.score(fields[3], level), model.score(fields[3:4], level)[0]
        )


def test_score_is_odd_and_moves_with_the_field(data):
    model = fieldbeam.model(data / "score")
    phi = fieldbeam.open(data / "hmc").fields()[:16]
    for level in range(len(model.tau)):
        score = model.score(phi, level)
        np.testing.assert_allclose(model.score(-phi, level), -score, atol=1e-11)
        moved = model.score(np.roll(phi, (2, 3), (1, 2)), level)
        np.testing.assert_allclose(moved, np.roll(score, (2, 3), (1, 2)), atol=1e-10)
        turned = model.score(np.swapaxes(phi, 1, 2), level)
        np.testing.assert_allclose(turned, np.swapaxes(score, 1, 2), atol=1e-10)


def test_arrays_of_a_model(data):
    model = fieldbeam.model(data / "score")
    assert model.format == "fieldbeam.effectiveAction" and model.lattice == (8, 8)
    assert model.coefficients.shape == (6, 1 + len(model.operators)) == (6, 15)
    assert model.quadratic.shape == (6, len(model.spectrum))
    assert model.tau[0] == 0 and (np.diff(model.tau) > 0).all()
    assert model.action["name"] == "phi4" and model.operators[0] == "f4"
    fitted = fieldbeam.model(data / "fitted").action["parameters"]
    assert len(fitted["quadratic"]) == len(model.spectrum)


def changed(tree, path, value):
    *parents, last = path
    for key in parents:
        tree = tree[key]
    if value is None:
        del tree[last]
    else:
        tree[last] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["format"], "something", "not a model"),
        (["format"], None, "not a model"),
        (["version"], 3, "another format version"),
        (["spectrum"], [], "inconsistent"),
        (["levels"], [], "inconsistent"),
        (["levels", 0, "quadratic"], [1.0], "inconsistent"),
        (["levels", 0, "coefficients", "33G"], None, "inconsistent"),
        (["ladder"], None, "inconsistent"),
        (["lattice"], [8, 9], "inconsistent"),
        (["lattice"], "8", "inconsistent"),
    ],
)
def test_models_that_are_none(data, tmp_path, path, value, message):
    tree = json.loads((data / "score/model.json").read_text())
    changed(tree, path, value)
    file = tmp_path / "model.json"
    file.write_text(json.dumps(tree))
    with pytest.raises(FieldbeamError, match=message) as error:
        fieldbeam.model(tmp_path)
    assert str(file) in str(error.value)


def test_misuse_of_a_model(data, tmp_path):
    model = fieldbeam.model(data / "score")
    with pytest.raises(FieldbeamError, match="not on the lattice"):
        model.score(np.zeros((2, 4, 4)), 1)
    with pytest.raises(FieldbeamError, match="no such level"):
        model.score(np.zeros((2, 8, 8)), 7)
    with pytest.raises(FieldbeamError, match=r"no model\.json"):
        fieldbeam.model(tmp_path)
    shutil.copy(data / "hmc/_manifest.json", tmp_path / "model.json")
    with pytest.raises(FieldbeamError, match="not a model"):
        fieldbeam.model(tmp_path)
