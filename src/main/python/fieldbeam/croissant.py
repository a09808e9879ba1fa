"""Croissant metadata: what a dataset is, in words that catalogues of data read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa

from . import _shards
from .dataset import Dataset
from .errors import FieldbeamError

#: Readers of whole folders pass over names that begin with an underscore.
FILE_NAME = "_croissant.json"

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_DESCRIPTIONS = {
    "chain": "Number of the Markov chain, or stream of proposals, from 0.",
    "step": "Position in the chain, in updates since its start.",
    "shape": "Extents of the configuration as an array; components or links are the last axis.",
    "field": "The configuration, last axis fastest.",
    "field_imag": "Imaginary parts of the configuration.",
    "action": "The action S of the configuration.",
    "action_imag": "Im S of the configuration.",
    "log_weight": "log of the importance weight.",
    "log_q": "log of the density that the configuration was drawn from.",
    "level": "Index into the ladder of noise levels.",
    "time": "Diffusion time.",
    "validation": "Whether the row is held out for validation.",
}


def croissant(
    dataset: Dataset,
    *,
    license: str | None = None,
    url: str | None = None,
    creator: str | None = None,
    cite_as: str | None = None,
) -> dict[str, Any]:
    """The metadata of a dataset as JSON-LD by the Croissant format, version 1.0.

    Each shard stands in it with its hash. ``version`` is the format version; the hash of the
    content, by which fieldbeam's datasets name their parents, is in the description.

    Args:
        dataset: the dataset.
        license: address or SPDX name of the licence of the data.
        url: where the dataset is published.
        creator: who made it.
        cite_as: how it is cited.
    """
    manifest = dataset.manifest
    action = "" if manifest.action is None else f" of the action {manifest.action['name']}"
    weighted = " Averages need the weights exp(log_weight)." if manifest.weighted else ""
    tree: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": manifest.id,
        "description": (
            f"{len(dataset)} rows of the kind {manifest.kind}{action} on a lattice of"
            f" {' x '.join(map(str, manifest.shape))}, layout {manifest.layout}.{weighted}"
            f" Content hash {manifest.content_hash}; fieldbeam {manifest.software_version},"
            f" seed {manifest.seed}."
        ),
        "version": f"{manifest.format_version}.0.0",
        "datePublished": manifest.created,
        "distribution": [
            *(_file(entry.path, entry.bytes, entry.sha256) for entry in manifest.shards),
            {
                "@type": "cr:FileSet",
                "@id": "shards",
                "name": "shards",
                "encodingFormat": "application/x-parquet",
                "includes": "part-*.parquet",
            },
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "rows",
                "name": "rows",
                "field": [_field(name, kind) for name, kind in _shards.columns(manifest).items()],
            }
        ],
    }
    optional = {"license": license, "url": url, "citeAs": cite_as}
    tree.update({key: value for key, value in optional.items() if value is not None})
    if creator is not None:
        tree["creator"] = {"@type": "sc:Person", "name": creator}
    return tree


def write_croissant(
    dataset: Dataset, file: str | os.PathLike[str] | None = None, **about: str | None
) -> Path:
    """Writes the metadata, by default as ``_croissant.json`` into the folder of the dataset, where
    its addresses of the shards are right. What is there is replaced.

    Args:
        dataset: the dataset.
        file: the file.
        about: as in :func:`croissant`.
    """
    target = dataset.path / FILE_NAME if file is None else Path(file)
    text = json.dumps(croissant(dataset, **about), indent=2) + "\n"
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as failure:
        raise FieldbeamError(
            "the file cannot be written", where=target, given=failure.strerror
        ) from failure
    return target


def _file(path: str, size: int, sha256: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256,
    }


def _field(name: str, kind: pa.DataType) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"rows/{name}",
        "name": name,
        "description": _DESCRIPTIONS.get(name, f"The scalar {name}."),
        "dataType": _type(kind.value_type if pa.types.is_list(kind) else kind),
        "source": {"fileSet": {"@id": "shards"}, "extract": {"column": name}},
    }
    if pa.types.is_list(kind):
        found["repeated"] = True
    return found


def _type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    return "sc:Integer" if pa.types.is_integer(kind) else "sc:Float"
