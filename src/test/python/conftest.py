"""What the tests share: the data that src/test/python/run has made, and Java."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    """Output of small.yaml."""
    folder = Path(os.environ.get("FIELDBEAM_TEST_DATA", ROOT / "target/python/data"))
    if not (folder / "observables/estimates.json").exists():
        raise RuntimeError(f"{folder} is not there: src/test/python/run makes it")
    return folder


@pytest.fixture(scope="session")
def fieldbeam_command() -> list[str]:
    """The command line, as words."""
    return os.environ.get("FIELDBEAM_COMMAND", str(ROOT / "runners/local")).split()


@pytest.fixture(scope="session")
def java():
    """Runs a source file of java/ with fieldbeam's classes."""
    classpath = f"{ROOT}/target/classes:{ROOT}/target/lib/*"

    def run(source: str, *args: object) -> None:
        file = Path(__file__).parent / "java" / source
        words = ["java", "-Xmx512m", "-cp", classpath, str(file), *map(str, args)]
        subprocess.run(words, check=True)

    return run


@pytest.fixture
def copy(data: Path, tmp_path: Path):
    """Copies a dataset, to be damaged."""

    def make(name: str) -> Path:
        target = tmp_path / Path(name).name
        shutil.copytree(data / name, target)
        return target

    return make
