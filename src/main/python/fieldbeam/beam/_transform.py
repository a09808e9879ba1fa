"""What all transforms have in common: the server that expands them, and their configuration."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import FieldbeamError, missing_extra

try:
    import apache_beam as beam
    from apache_beam.transforms import external
except ImportError as error:
    raise missing_extra("apache-beam", "beam", "fieldbeam.beam") from error

#: The address of a server of transforms, HOST:PORT; None for one of this process.
Service = str | None

_JAR = "FIELDBEAM_TRANSFORMS"
_KEYWORDS = ("from", "lambda")


class Transform(beam.PTransform):  # type: ignore[misc]
    """A stage of fieldbeam, run in Java.

    Reads nothing, or rows with a field ``folder``, as other transforms give them; gives one row
    with the ``folder`` that it has written and the ``kind`` of it, once all of it is there.
    """

    IDENTIFIER = ""

    def __init__(self, configuration: Mapping[str, Any], expansion_service: Service) -> None:
        super().__init__()
        self._configuration = {k: v for k, v in configuration.items() if v is not None}
        self._service = expansion_service

    def expand(self, collection: Any) -> Any:
        """Asks the server for what the transform consists of."""
        service = self._service or _server()
        schema = _schema(service, self.IDENTIFIER)
        try:
            return collection | external.SchemaAwareExternalTransform(
                self.IDENTIFIER,
                service,
                rearrange_based_on_discovery=True,
                **_row(schema, self._configuration, ""),
            )
        except RuntimeError as error:
            # the server's words, without the frames of the call
            raise FieldbeamError(str(error).strip(), where=type(self).__name__) from error


def _schema(service: Any, identifier: str) -> Any:
    """The schema of a transform's configuration, as the server tells it."""
    import grpc
    from apache_beam.portability.api import beam_expansion_api_pb2

    try:
        with external.ExternalTransform.service(service) as stub:
            answer = stub.DiscoverSchemaTransform(
                beam_expansion_api_pb2.DiscoverSchemaTransformRequest()
            )
    except grpc.RpcError as error:
        raise FieldbeamError(
            "the server of transforms does not answer",
            where=service,
            given=error.details() if isinstance(error, grpc.Call) else error,
            todo="start it with runners/local serve-transforms, or check its address",
        ) from error
    if identifier not in answer.schema_transform_configs:
        raise FieldbeamError(
            "the server of transforms does not know this one",
            where=service,
            given=identifier,
            allowed=", ".join(sorted(answer.schema_transform_configs)),
            todo="use a server of the same version",
        )
    return answer.schema_transform_configs[identifier].config_schema


def _row(schema: Any, value: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Fits a map to the fields of a row: words of Python have an underscore behind them there."""
    types = {field.name: field.type for field in schema.fields}
    fitted = {}
    for key, part in value.items():
        name = key + "_" if key in _KEYWORDS else key
        if name not in types:
            raise FieldbeamError(
                f"unknown key '{key}'",
                where=path or "the arguments",
                allowed=", ".join(sorted(types)) or "an empty map",
            )
        fitted[name] = _fit(types[name], part, f"{path}.{key}" if path else key)
    for name, kind in types.items():
        if name not in fitted and not kind.nullable:
            raise FieldbeamError(
                f"the key '{name.rstrip('_')}' is missing", where=path or "the arguments"
            )
    return fitted


def _fit(kind: Any, value: Any, path: str) -> Any:
    """Fits what a pipeline file would say to the type of a field.

    A bare word is a map of one key, a lone element a list of one, a whole number a number.
    """
    which = kind.WhichOneof("type_info")
    if which == "row_type":
        if isinstance(value, str):
            value = {value: {}}
        if not isinstance(value, Mapping):
            raise FieldbeamError("a map is wanted", where=path, given=repr(value))
        return _row(kind.row_type.schema, value, path)
    if which == "array_type":
        if isinstance(value, (str, Mapping)) or not isinstance(value, Sequence):
            value = value.tolist() if hasattr(value, "tolist") else [value]
        if not isinstance(value, Sequence):
            value = [value]
        return [
            _fit(kind.array_type.element_type, part, f"{path}[{i}]") for i, part in enumerate(value)
        ]
    if which == "map_type":
        return {str(k): _fit(kind.map_type.value_type, v, f"{path}.{k}") for k, v in value.items()}
    return _scalar(kind.atomic_type, value, path)


def _scalar(atomic: int, value: Any, path: str) -> Any:
    from apache_beam.portability.api import schema_pb2

    if getattr(value, "ndim", None) == 0:  # a number of numpy's
        value = value.item()
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if atomic == schema_pb2.STRING and (isinstance(value, (str, Path)) or number):
        return str(value)
    if atomic == schema_pb2.DOUBLE and number:
        return float(value)
    if atomic == schema_pb2.INT64 and number and -(2**63) <= value < 2**63 and value == int(value):
        return int(value)
    if atomic == schema_pb2.BOOLEAN and isinstance(value, bool):
        return value
    wanted = schema_pb2.AtomicType.Name(atomic)
    raise FieldbeamError(f"a value of type {wanted} is wanted", where=path, given=repr(value))


_lock = threading.Lock()
_started: list[Any] = []


def _server() -> Any:
    """The server of this process, started when it is first wanted; or the one that is named."""
    named = os.environ.get(_JAR, "")
    if named and not named.endswith(".jar"):
        return named
    with _lock:
        if not _started:
            jar = _jar(named)
            server = external.JavaJarExpansionService(
                jar, ["{{PORT}}", f"--filesToStage={jar}", "--alsoStartLoopbackWorker"]
            )
            server.__enter__()
            atexit.register(server.__exit__, None, None, None)
            _started.append(server)
        return _started[0]


def _jar(named: str) -> str:
    path = Path(named or "target/beam/fieldbeam-transforms.jar")
    if not path.is_file():
        raise FieldbeamError(
            "the jar of fieldbeam's transforms is not there",
            where=path,
            todo=f"build it with mvn package, and set {_JAR} to its path; or set it to HOST:PORT of"
            " a server, which runners/local serve-transforms starts",
        )
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise FieldbeamError("no Java found", todo="install Java 17, or set JAVA_HOME")
    return str(path.resolve())
