"""The torch Dataset; skipped without torch, whose wheel is larger than all else together."""

from __future__ import annotations

import numpy as np
import pytest

import fieldbeam
from fieldbeam import FieldbeamError

torch = pytest.importorskip("torch")


def loaded(dataset, **arguments):
    loader = torch.utils.data.DataLoader(dataset, batch_size=100, **arguments)
    return torch.cat([batch["field"] for batch in loader]).numpy()


@pytest.mark.parametrize("preload", [False, True])
@pytest.mark.parametrize("name", ["hmc", "training", "bose", "noised"])
def test_items_are_the_rows(data, name, preload):
    dataset = fieldbeam.open(data / name)
    items = dataset.torch(["step"], preload=preload)
    assert len(items) == len(dataset)
    fields, steps = dataset.fields(), dataset["step"]
    for row in (0, 1, len(items) // 2, len(items) - 1):
        np.testing.assert_array_equal(items[row]["field"].numpy(), fields[row])
        assert items[row]["step"] == steps[row]
    np.testing.assert_array_equal(items[-1]["field"].numpy(), fields[-1])
    with pytest.raises(IndexError):
        items[len(items)]


@pytest.mark.parametrize("context", ["fork", "spawn"])
def test_workers_read_for_themselves(data, context):
    dataset = fieldbeam.open(data / "hmc")
    items = dataset.torch()
    items[0]  # a group is decoded in the parent
    found = loaded(items, num_workers=2, multiprocessing_context=context)
    np.testing.assert_array_equal(found, dataset.fields())


def test_shuffled(data):
    dataset = fieldbeam.open(data / "training")
    torch.manual_seed(1)
    found = loaded(dataset.torch(preload=True), shuffle=True)
    expected = dataset.fields()
    assert not np.array_equal(found, expected)
    np.testing.assert_array_equal(
        np.sort(found.reshape(len(found), -1), 0), np.sort(expected.reshape(len(found), -1), 0)
    )


def test_split(data):
    dataset = fieldbeam.open(data / "training")
    validation = dataset["validation"]
    for split, wanted in (("training", ~validation), ("validation", validation)):
        found = loaded(dataset.torch(split=split))
        np.testing.assert_array_equal(found, dataset.fields()[wanted])
    with pytest.raises(FieldbeamError, match="no such split"):
        fieldbeam.open(data / "hmc").torch(split="training")
    with pytest.raises(FieldbeamError, match="no such split"):
        dataset.torch(split="test")


def test_weights_come_along(data):
    dataset = fieldbeam.open(data / "weighted")
    item = dataset.torch()[3]
    assert item["log_weight"] == dataset["log_weight"][3]
    with pytest.raises(FieldbeamError, match="no configurations"):
        fieldbeam.open(data / "observables/hmc").torch()
