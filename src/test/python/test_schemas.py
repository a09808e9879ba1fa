"""Files that fieldbeam writes are what schemas/ says of them."""

from __future__ import annotations

import json

import jsonschema
import pyarrow.parquet as pq
import pytest

SCHEMAS = [
    ("manifest", "hmc/_manifest.json"),
    ("manifest", "gauge/_manifest.json"),
    ("manifest", "bose/_manifest.json"),
    ("manifest", "noised/_manifest.json"),
    ("manifest", "training/_manifest.json"),
    ("manifest", "weighted/_manifest.json"),
    ("manifest", "observables/hmc/_manifest.json"),
    ("estimates", "observables/estimates.json"),
    ("estimates", "series/estimates.json"),
    ("checks", "observables/checks.json"),
    ("effective-action-model", "score/model.json"),
    ("effective-action-model", "fitted/model.json"),
]


@pytest.mark.parametrize(("schema", "file"), SCHEMAS)
def test_json(root, data, schema, file):
    description = json.loads((root / f"schemas/{schema}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(description)
    jsonschema.validate(json.loads((data / file).read_text()), description)


KINDS = {
    "hmc": "ensemble",
    "bose": "complex",
    "noised": "noised",
    "training": "training",
    "observables/hmc": "measurements",
}
TYPES = {
    "long": "int64",
    "int": "int32",
    "double": "double",
    "float": "float",
    "boolean": "bool",
}


@pytest.mark.parametrize("name", KINDS)
def test_columns(root, data, name):
    schema = json.loads((root / f"schemas/{KINDS[name]}.avsc").read_text())
    found = pq.read_schema(min((data / name).glob("*.parquet")))
    for place, field in enumerate(schema["fields"]):
        kind = field["type"]
        optional = isinstance(kind, list)
        kind = kind[1] if optional else kind
        column = found.field(place)
        assert column.name == field["name"] and column.nullable == optional
        if isinstance(kind, dict):
            assert str(column.type) == f"list<element: {TYPES[kind['items']]} not null>"
        else:
            assert str(column.type) == TYPES[kind]
    for column in list(found)[len(schema["fields"]) :]:
        assert str(column.type) == "double" and not column.nullable
