"""The manifest of a dataset: what the dataset says of itself, and the list of its shards."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import _json
from .errors import FieldbeamError

FILE_NAME = "_manifest.json"
FORMAT = "fieldbeam dataset"
FORMAT_VERSIONS = (1, 2)
KINDS = ("ensemble", "noised", "training", "measurements", "complex")
_SHARD = re.compile(r"part-[0-9]{5,9}-of-[0-9]{5,9}\.parquet")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LAYOUT = re.compile(r"(sites|links) (real|angle|complexified) ([1-9][0-9]{0,3})")
_RESTORE = (
    "restore the file, or delete it and run the stage, or the import, again: finished shards are"
    " kept"
)
_KEYS = {
    "kind": str,
    "id": str,
    "stage": str,
    "inputHash": str,
    "shape": list,
    "properties": dict,
    "shards": list,
    "created": str,
    "host": str,
    "extra": dict,
}


@dataclass(frozen=True)
class Layout:
    """What a configuration consists of.

    Attributes:
        place: ``"sites"`` or ``"links"``.
        value: ``"real"``, ``"angle"`` (in [-pi, pi)) or ``"complexified"``.
        components: numbers at each site or link.
    """

    place: str
    value: str
    components: int

    @classmethod
    def of(cls, label: str, where: object) -> Layout:
        """Reads a label such as ``"links angle 1"``."""
        found = _LAYOUT.fullmatch(label)
        if not found:
            raise FieldbeamError(
                "unknown layout of a field",
                where=where,
                given=label,
                allowed='such as "sites real 1" or "links angle 1"',
                todo="read the dataset with a newer version of fieldbeam",
            )
        return cls(found[1], found[2], int(found[3]))

    def row_shape(self, lattice: Sequence[int]) -> tuple[int, ...]:
        """Extents of a configuration as an array: components or links are the last axis."""
        per_site = self.components * (len(lattice) if self.place == "links" else 1)
        return tuple(lattice) if per_site == 1 else (*lattice, per_site)

    def __str__(self) -> str:
        return f"{self.place} {self.value} {self.components}"


@dataclass(frozen=True)
class ShardEntry:
    """A shard, as the manifest lists it."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The manifest of a dataset.

    Attributes:
        kind: what its rows are: ``"ensemble"``, ``"noised"``, ``"training"``, ``"measurements"``
            or ``"complex"``.
        id: name of the dataset.
        stage: the stage that wrote it.
        input_hash: hash of everything that determines the content.
        shape: extents of the lattice.
        properties: all that it says of itself, by name, as ``schemas/manifest.schema.json`` has it.
        shards: the shards, in order.
        extra: results of the stage that belong to the dataset but not to its rows.
        format_version: 1 or 2.
        content_hash: SHA-256 of all that the dataset is: by it children name their parents.
        layout: what a configuration consists of.
    """

    kind: str
    id: str
    stage: str
    input_hash: str
    shape: tuple[int, ...]
    properties: Mapping[str, Any]
    shards: tuple[ShardEntry, ...] = field(repr=False)
    created: str
    host: str
    extra: Mapping[str, Any] = field(repr=False)
    format_version: int
    content_hash: str
    layout: Layout

    @property
    def rows(self) -> int:
        """Rows of all shards."""
        return sum(shard.rows for shard in self.shards)

    @property
    def row_shape(self) -> tuple[int, ...]:
        """Extents of a configuration as an array."""
        return self.layout.row_shape(self.shape)

    @property
    def action(self) -> Mapping[str, Any] | None:
        """The action, ``{"name": ..., "parameters": {...}}``; None where it is not known."""
        action = self.properties.get("action")
        return action if isinstance(action, dict) else None

    @property
    def algorithm(self) -> Mapping[str, Any] | None:
        """The algorithm or sampler, ``{"name": ..., "parameters": {...}}``, or None."""
        algorithm = self.properties.get("algorithm")
        return algorithm if isinstance(algorithm, dict) else None

    @property
    def seed(self) -> int | None:
        """The seed of its random numbers, or None."""
        seed = self.properties.get("seed")
        return seed if isinstance(seed, int) else None

    @property
    def parents(self) -> tuple[str, ...]:
        """Hashes of the contents of what it was made of."""
        return tuple(map(str, self.properties.get("parents", ())))

    @property
    def software_version(self) -> str | None:
        """The version of fieldbeam that computed it, or None."""
        version = self.properties.get("softwareVersion")
        return None if version is None else str(version)

    @property
    def weighted(self) -> bool:
        """Whether averages over its rows take the column ``log_weight``."""
        return self.properties.get("weighted") is True

    @property
    def scalars(self) -> tuple[str, ...]:
        """Columns beyond those that all datasets of the kind have: of measurements, all of them."""
        return tuple(map(str, self.properties.get("scalars", ())))


def read(folder: Path) -> Manifest:
    """Reads the manifest of a dataset folder and holds it against its own checksum.

    Raises:
        FieldbeamError: if the folder is no dataset or an unfinished one, or its manifest is
            damaged, edited, or of a version that this package cannot read.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise _no_dataset(folder)
    tree = _json.read(path)
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise FieldbeamError(
            "not a manifest of fieldbeam",
            where=path,
            allowed=f'"format": "{FORMAT}"',
            todo="name a dataset folder, or import the data with 'fieldbeam import'",
        )
    version = tree.get("formatVersion")
    if isinstance(version, bool) or version not in FORMAT_VERSIONS:
        newer = isinstance(version, int) and version > FORMAT_VERSIONS[-1]
        raise FieldbeamError(
            "dataset of another format version",
            where=path,
            given=version,
            allowed=" or ".join(map(str, FORMAT_VERSIONS)),
            todo="install a newer version of this package"
            if newer
            else "read it with the version of fieldbeam that wrote it, or generate it again",
        )
    manifest = _of(tree, path)
    if "checksum" in tree and tree["checksum"] != manifest.content_hash:
        raise FieldbeamError(
            "manifest was changed after it was written",
            where=path,
            given=f"checksum {tree['checksum']}",
            allowed=f"checksum {manifest.content_hash}, which is that of its content",
            todo=_RESTORE,
        )
    return manifest


def _of(tree: Mapping[str, Any], path: Path) -> Manifest:
    for key, kind in _KEYS.items():
        if key not in tree:
            raise _inconsistent(path, f"{key} is missing")
        if not isinstance(tree[key], kind):
            raise _inconsistent(path, f"{key} is not {_WORDS[kind]}")
    if tree["kind"] not in KINDS:
        raise FieldbeamError(
            "unknown kind of dataset", where=path, given=tree["kind"], allowed=", ".join(KINDS)
        )
    shape = tree["shape"]
    if not 1 <= len(shape) <= 4 or not all(type(n) is int and n >= 1 for n in shape):
        raise _inconsistent(path, f"the shape {shape} is not 1 to 4 positive extents")
    properties = tree["properties"]
    for key in ("scalars", "parents"):
        if not isinstance(properties.get(key, []), list):
            raise _inconsistent(path, f"{key} is not a list")
    if type(properties.get("weighted", False)) is not bool:
        raise _inconsistent(path, f"weighted is {properties['weighted']}")
    if properties.get("weighted") and tree["kind"] not in ("ensemble", "measurements"):
        raise _inconsistent(path, f"a dataset of the kind {tree['kind']} has no weights")
    components = properties.get("components", 1)
    if type(components) is not int or components < 1:
        raise _inconsistent(path, f"components is {components}")
    shards = tuple(_entry(i, entry, tree["shards"], path) for i, entry in enumerate(tree["shards"]))
    if not shards:
        raise _inconsistent(path, "it lists no shards")
    manifest = Manifest(
        kind=tree["kind"],
        id=tree["id"],
        stage=tree["stage"],
        input_hash=tree["inputHash"],
        shape=tuple(shape),
        properties=properties,
        shards=shards,
        created=tree["created"],
        host=tree["host"],
        extra=tree["extra"],
        format_version=tree["formatVersion"],
        content_hash=_content_hash(tree),
        layout=_layout(tree["kind"], properties, path),
    )
    if math.prod(manifest.row_shape) >= 2**31:
        raise _inconsistent(path, f"the shape {list(manifest.row_shape)} is too large")
    return manifest


def _layout(kind: str, properties: Mapping[str, Any], path: Path) -> Layout:
    if "layout" in properties:
        return Layout.of(str(properties["layout"]), path)
    if "components" in properties or kind == "complex":  # format 1
        return Layout("sites", "complexified", int(properties.get("components", 1)))
    return Layout("sites", "real", 1)


_WORDS = {str: "a string", list: "a list", dict: "an object"}


def _entry(index: int, entry: Any, all_entries: Sequence[Any], path: Path) -> ShardEntry:
    expected = f"part-{index:05d}-of-{len(all_entries):05d}.parquet"
    if (
        not isinstance(entry, dict)
        or set(entry) != {"path", "rows", "bytes", "sha256"}
        or not isinstance(entry["path"], str)
        or not _SHARD.fullmatch(entry["path"])
        or not _SHA256.fullmatch(str(entry["sha256"]))
        or type(entry["rows"]) is not int
        or type(entry["bytes"]) is not int
        or entry["rows"] < 0
        or entry["bytes"] < 1
    ):
        raise _inconsistent(path, f"its shard {index} is not {{path, rows, bytes, sha256}}")
    if entry["path"] != expected:
        raise _inconsistent(path, f"its shard {index} is {entry['path']} and not {expected}")
    return ShardEntry(entry["path"], entry["rows"], entry["bytes"], entry["sha256"])


def _content_hash(tree: Mapping[str, Any]) -> str:
    parts = ("kind", "id", "stage", "inputHash", "shape", "properties", "extra")
    digest = hashlib.sha256()
    digest.update((_json.compact({part: tree[part] for part in parts}) + "\n").encode())
    for shard in tree["shards"]:
        digest.update(f"{shard['rows']} {shard['bytes']} {shard['sha256']}\n".encode())
    return digest.hexdigest()


def _inconsistent(path: Path, why: str) -> FieldbeamError:
    return FieldbeamError(f"manifest is inconsistent: {why}", where=path, todo=_RESTORE)


def _no_dataset(folder: Path) -> FieldbeamError:
    if not folder.exists():
        return FieldbeamError("no such folder", where=folder, todo="name a dataset folder")
    if not folder.is_dir():
        return FieldbeamError(
            "not a dataset: a dataset is a folder", where=folder, todo="name its folder"
        )
    shards = sorted(folder.glob("part-*-of-*.parquet"))
    if shards or (folder / ".fieldbeam-stage.json").exists():
        return FieldbeamError(
            "the dataset is not finished: it has no manifest yet, which is written last",
            where=folder,
            given=f"{len(shards)} shards, no {FILE_NAME}",
            todo="run its pipeline again: it goes on from the finished shards",
        )
    inside = sorted(path.parent.name for path in folder.glob(f"*/{FILE_NAME}"))
    if inside:
        return FieldbeamError(
            "not a dataset, but a folder of datasets",
            where=folder,
            allowed=", ".join(f"{folder / name}" for name in inside),
            todo="name one of them",
        )
    return FieldbeamError(
        f"not a dataset: there is no {FILE_NAME}",
        where=folder,
        todo="name a dataset folder, or import the data with 'fieldbeam import'",
    )
