"""Damaged, unfinished and foreign input: an error in words that names the file, never a number."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fieldbeam
from fieldbeam import FieldbeamError


def read_all(folder: Path) -> tuple:
    """All that can be read of a dataset."""
    dataset = fieldbeam.open(folder)
    scalars = dataset.columns(dataset.scalar_names)
    return (*scalars.values(), dataset.fields())


def first(folder: Path) -> Path:
    return min(folder.glob("part-*.parquet"))


def manifest(folder: Path, change) -> None:
    """Edits a manifest, and takes its checksum out, so that nothing but the fault is wrong."""
    file = folder / "_manifest.json"
    tree = json.loads(file.read_text())
    tree.pop("checksum", None)
    change(tree)
    file.write_text(json.dumps(tree))


def set_to(*path):
    *parents, last, value = path

    def change(tree):
        for key in parents:
            tree = tree[key]
        tree[last] = value

    return change


def foreign(folder: Path, **arguments) -> None:
    """A Parquet file of another program in place of a shard, with the length that is expected."""
    file = first(folder)
    table = pa.table({"field": [[1.0, 2.0]] * 256, "chain": [0] * 256})
    pq.write_table(table, file, **arguments)
    manifest(folder, set_to("shards", 0, "bytes", file.stat().st_size))


def rewritten(folder: Path, change) -> None:
    """A shard rewritten by pyarrow with its own footer keys, and the length in the manifest."""
    file = first(folder)
    table = change(pq.read_table(file))
    pq.write_table(table, file)
    manifest(folder, set_to("shards", 0, "bytes", file.stat().st_size))


def with_column(name, make):
    def change(table):
        return table.set_column(table.column_names.index(name), name, make(table[name]))

    return change


def renamed(table):
    names = [f"x{i}" for i in range(table.num_columns)]
    return table.rename_columns(names).replace_schema_metadata(table.schema.metadata)


def cut(share):
    def damage(folder):
        file = first(folder)
        file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
        manifest(folder, set_to("shards", 0, "bytes", max(1, file.stat().st_size)))

    return damage


CASES = {
    # the folder
    "no folder": (shutil.rmtree, "no such folder"),
    "no manifest": (lambda f: (f / "_manifest.json").unlink(), "not finished"),
    "empty folder": (lambda f: [p.unlink() for p in f.iterdir()], "not a dataset"),
    "missing shard": (lambda f: first(f).unlink(), "missing"),
    "shard is a folder": (
        lambda f: (first(f).unlink(), (f / "part-00000-of-00004.parquet").mkdir()),
        "another length|missing",
    ),
    "shard of another length": (lambda f: first(f).write_bytes(b"PAR1"), "another length"),
    # the manifest
    "empty manifest": (lambda f: (f / "_manifest.json").write_text(""), "not valid JSON"),
    "truncated manifest": (
        lambda f: (f / "_manifest.json").write_text((f / "_manifest.json").read_text()[:400]),
        "not valid JSON",
    ),
    "manifest of bytes": (lambda f: (f / "_manifest.json").write_bytes(b"\xff\xfe\x00"), "UTF-8"),
    "key twice": (
        lambda f: (f / "_manifest.json").write_text('{"format": "a", "format": "b"}'),
        "stands twice",
    ),
    "not a number": (
        lambda f: (f / "_manifest.json").write_text('{"format": NaN}'),
        "not a number of JSON",
    ),
    "nested": (lambda f: (f / "_manifest.json").write_text("[" * 100_000), "not valid JSON"),
    "another program's": (lambda f: (f / "_manifest.json").write_text("[]"), "not a manifest"),
    "newer": (lambda f: manifest(f, set_to("formatVersion", 3)), "(?s)another format.*newer"),
    "version true": (lambda f: manifest(f, set_to("formatVersion", True)), "another format"),
    "unknown kind": (lambda f: manifest(f, set_to("kind", "movies")), "unknown kind"),
    "kind of another type": (lambda f: manifest(f, set_to("kind", 3)), "kind is not a string"),
    "no extents": (lambda f: manifest(f, set_to("shape", [])), "extents"),
    "negative extent": (lambda f: manifest(f, set_to("shape", [8, -8])), "extents"),
    "huge extents": (lambda f: manifest(f, set_to("shape", [65536] * 4)), "too large"),
    "no shards": (lambda f: manifest(f, set_to("shards", [])), "no shards"),
    "shards lost": (lambda f: manifest(f, lambda t: t["shards"].pop()), "its shard 0"),
    "key lost": (lambda f: manifest(f, lambda t: t.pop("inputHash")), "inputHash is missing"),
    "path out of the folder": (
        lambda f: manifest(f, set_to("shards", 0, "path", "../../etc/passwd")),
        "its shard 0",
    ),
    "negative rows": (lambda f: manifest(f, set_to("shards", 0, "rows", -1)), "its shard 0"),
    "layout": (lambda f: manifest(f, set_to("properties", "layout", "spins")), "unknown layout"),
    "layout of another type": (
        lambda f: manifest(f, set_to("properties", "layout", 7)),
        "unknown layout",
    ),
    "scalars": (lambda f: manifest(f, set_to("properties", "scalars", "x")), "not a list"),
    "weighted in words": (
        lambda f: manifest(f, set_to("properties", "weighted", "no")),
        "weighted",
    ),
    "weighted and without weights": (
        lambda f: manifest(
            f, lambda t: (t.update(kind="training"), t["properties"].update(weighted=True))
        ),
        "has no weights",
    ),
    # the manifest and its shards
    "another shape": (lambda f: manifest(f, set_to("shape", [4, 16])), "not the one"),
    "another seed": (lambda f: manifest(f, set_to("properties", "seed", 1)), "seed"),
    "more rows": (lambda f: manifest(f, set_to("shards", 0, "rows", 9999)), "rows instead of"),
    "other shard": (
        lambda f: (
            shutil.copy(f / "part-00001-of-00004.parquet", f / "part-00000-of-00004.parquet")
            and manifest(
                f,
                set_to("shards", 0, "bytes", (f / "part-00001-of-00004.parquet").stat().st_size),
            )
        ),
        "shard 1 instead of 0",
    ),
    # shards
    "half a shard": (cut(0.5), "damaged"),
    "nothing left": (cut(0), "another length"),
    "no end": (cut(0.99), "damaged"),
    "foreign": (foreign, "not written by fieldbeam"),
    "foreign, renamed": (
        lambda f: rewritten(f, renamed),
        "the columns x0",
    ),
    "no such column": (lambda f: rewritten(f, lambda t: t.drop(["action"])), "the columns chain"),
    "text": (
        lambda f: rewritten(f, with_column("action", lambda c: pa.array(["x"] * len(c)))),
        "column action of the type string",
    ),
    "lists of another length": (
        lambda f: rewritten(f, with_column("field", lambda c: pa.array([[1.0] * 63] * len(c)))),
        "63 values",
    ),
    "one short list": (
        lambda f: rewritten(
            f, with_column("field", lambda c: pa.array([*c.to_pylist()[:-1], [1.0] * 63]))
        ),
        "63 values",
    ),
    "a shorter and a longer list": (
        lambda f: rewritten(
            f,
            with_column("field", lambda c: pa.array([*c.to_pylist()[:-2], [1.0] * 63, [1.0] * 65])),
        ),
        "63 values",
    ),
    "no list": (
        lambda f: rewritten(
            f, with_column("field", lambda c: pa.array([*c.to_pylist()[:-1], None]))
        ),
        "without a value",
    ),
    "no number in a list": (
        lambda f: rewritten(
            f, with_column("field", lambda c: pa.array([*c.to_pylist()[:-1], [None] * 64]))
        ),
        "without a value",
    ),
    "numbers in place of lists": (
        lambda f: rewritten(f, with_column("field", lambda c: pa.array([1.0] * len(c)))),
        "column field of the type double",
    ),
    "lists of text": (
        lambda f: rewritten(f, with_column("field", lambda c: pa.array([["a"] * 64] * len(c)))),
        "column field of the type string",
    ),
    "chains with gaps": (
        lambda f: rewritten(
            f, with_column("chain", lambda c: pa.array([None, *c.to_pylist()[1:]]))
        ),
        "without a value in the column chain",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_is_refused_in_words(copy, case):
    damage, message = CASES[case]
    folder = copy("hmc")
    damage(folder)
    with pytest.raises(FieldbeamError, match=message) as error:
        read_all(folder)
    assert str(folder) in str(error.value)


def test_a_damaged_byte_is_found(copy, data):
    # any byte of a shard: reading is refused, or nothing that is read has changed (as in the
    # padding of the footer); and verify() finds it
    folder = copy("hmc")
    file = first(folder)
    intact = file.read_bytes()
    expected = read_all(data / "hmc")
    generator = random.Random(1)
    places = [generator.randrange(len(intact)) for _ in range(60)]
    places += [generator.randrange(len(intact) - 2500, len(intact)) for _ in range(60)]
    refused = 0
    for place in places:
        damaged = bytearray(intact)
        damaged[place] ^= 1 << generator.randrange(8)
        file.write_bytes(damaged)
        with pytest.raises(FieldbeamError):
            fieldbeam.open(folder).verify()
        try:
            found = read_all(folder)
        except FieldbeamError:
            refused += 1
        else:
            for a, b in zip(expected, found):
                np.testing.assert_array_equal(a, b)
    assert refused > 60


def test_a_dataset_without_rows(copy, tmp_path):
    # an array of none is an array; an average, a series or a file of none is refused
    folder = copy("exact")
    rewritten(folder, lambda table: table.slice(0, 0))
    manifest(folder, set_to("shards", 0, "rows", 0))
    dataset = fieldbeam.open(folder)
    assert dataset.fields().shape == (0, 4)
    assert len(dataset["action"]) == len(dataset.weights()) == 0
    assert len(dataset.to_pandas()) == len(dataset.to_polars()) == len(dataset.to_arrow()) == 0
    fieldbeam.to_parquet(dataset, tmp_path / "a.parquet", lists="plain")
    for action in (
        lambda: dataset.mean("action"),
        lambda: dataset.mean(lambda phi: phi.mean(axis=1)),
        lambda: dataset.effective_sample_size,
        lambda: fieldbeam.jackknife(dataset, "action", block=1),
        lambda: fieldbeam.to_pyerrors(dataset),
        lambda: fieldbeam.to_hdf5(dataset, tmp_path / "a.h5"),
    ):
        with pytest.raises(FieldbeamError, match="no rows"):
            action()


def test_an_edited_manifest_is_refused(copy):
    folder = copy("hmc")
    file = folder / "_manifest.json"
    file.write_text(file.read_text().replace('"hot"', '"cold"'))
    with pytest.raises(FieldbeamError, match="changed after it was written"):
        fieldbeam.open(folder)


def test_verify_finds_strangers(copy):
    folder = copy("hmc")
    pq.write_table(pa.table({"a": [1]}), folder / "more.parquet")
    with pytest.raises(FieldbeamError, match="not of the dataset"):
        fieldbeam.open(folder).verify()


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda d: d.shard(4), "no such shard"),
        (lambda d: d.shard(-1), "no such shard"),
        (lambda d: d["phi2"], "no column phi2"),
        (lambda d: d["field"], r"(?s)no column field.*fields\(\)"),
        (lambda d: d.to_pandas(["phi2"]), "no column phi2"),
        (lambda d: d.fields(threads=0), "threads"),
        (lambda d: fieldbeam.open(d.path.parent), "(?s)folder of datasets.*hmc"),
        (lambda d: fieldbeam.open(d.path / "_manifest.json"), "a dataset is a folder"),
        (lambda d: fieldbeam.open("s3://bucket/hmc"), "local folders"),
    ],
)
def test_misuse(data, action, message):
    with pytest.raises(FieldbeamError, match=message):
        action(fieldbeam.open(data / "hmc"))


def test_what_comes_from_a_file_is_no_line_of_ours(copy):
    folder = copy("hmc")
    manifest(folder, set_to("kind", "x\n  to do: rm -rf"))
    with pytest.raises(FieldbeamError) as error:
        fieldbeam.open(folder)
    assert "\n  to do: rm" not in str(error.value)
