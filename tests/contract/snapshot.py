"""The contract as JSON schemas, frozen in ``contract_v1.json``.

``python -m tests.contract.snapshot`` writes it again, and refuses what would break a peer that is
already out there: such a change is another version of the contract.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.domain.blobs import BlobState
from app.domain.contract import (
    BODIES,
    DOCUMENTS,
    REQUIRED_REFS,
    Enrolled,
    Enrolment,
    NewEpoch,
    Pull,
    PullPage,
    Push,
    PushReport,
)
from app.domain.records import CONTRACT_VERSION, Envelope

FILE = Path(__file__).with_name(f"contract_v{CONTRACT_VERSION}.json")
REGENERATE = "python -m tests.contract.snapshot"

_MESSAGES = (Envelope, Push, PushReport, Pull, PullPage, Enrolment, Enrolled, NewEpoch, BlobState)
_SAID_TO_PEOPLE = frozenset({"title", "description"})

Schema = dict[str, Any]


def contract() -> Schema:
    """Return the present contract, each schema whole: names of Python classes are not on the wire."""
    return {
        "version": CONTRACT_VERSION,
        "bodies": {kind: _schema(model) for kind, model in BODIES.items()},
        "documents": {kind: _schema(model) for kind, model in DOCUMENTS.items()},
        "messages": {model.__name__: _schema(model) for model in _MESSAGES},
        "required_refs": {kind: sorted(refs) for kind, refs in REQUIRED_REFS.items()},
    }


def frozen() -> Schema:
    read: Schema = json.loads(FILE.read_text("utf-8"))
    return read


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return what a peer of the old contract would not understand, or would no longer find."""
    found = [] if old["version"] == new["version"] else ["version"]
    for part in ("bodies", "documents", "messages"):
        for name, schema in old[part].items():
            if name not in new[part]:
                found.append(f"{part}.{name} is gone")
            else:
                found += _schema_breaks(schema, new[part][name], f"{part}.{name}")
    for kind in old["bodies"]:
        if set(new["required_refs"].get(kind, ())) - set(old["required_refs"].get(kind, ())):
            found.append(f"bodies.{kind} asks for one more ref")
    return found


def _schema_breaks(old: Any, new: Any, path: str) -> list[str]:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return [] if old == new else [f"{path} has changed"]
    found = _field_breaks(old, new, path) + _word_breaks(old, new, path)
    for key in sorted((old.keys() | new.keys()) - {"properties", "required", "enum"}):
        if key == "anyOf" and len(old.get(key, ())) == len(new.get(key, ())):
            pairs = enumerate(zip(old[key], new[key], strict=True))
            found += [b for i, (o, n) in pairs for b in _schema_breaks(o, n, f"{path}|{i}")]
        else:
            found += _schema_breaks(old.get(key), new.get(key), f"{path}.{key}")
    return found


def _field_breaks(old: Schema, new: Schema, path: str) -> list[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    gone = [f"{path}.{name} is gone" for name in before if name not in after]
    required = set(new.get("required", ())) - set(old.get("required", ()))
    changed = [
        broken
        for name, schema in before.items()
        if name in after
        for broken in _schema_breaks(schema, after[name], f"{path}.{name}")
    ]
    return gone + [f"{path}.{name} is required now" for name in sorted(required)] + changed


def _word_breaks(old: Schema, new: Schema, path: str) -> list[str]:
    """A list of words may grow only if its readers have a word for what they do not know."""
    before, after = set(old.get("enum", ())), set(new.get("enum", ()))
    gone = [f"{path} lost the word {word}" for word in sorted(before - after)]
    closed = before.isdisjoint({"unknown", "server_error"})
    return gone + [f"{path} got the word {w}" for w in sorted(after - before) if closed]


def _schema(model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema()
    whole: Schema = _whole(schema, schema.get("$defs", {}))
    return whole


def _whole(node: Any, definitions: Schema) -> Any:
    """Return a schema with its references replaced by what they name, without prose."""
    if isinstance(node, list):
        return [_whole(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        named = definitions[node["$ref"].rpartition("/")[2]]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _whole(named | beside, definitions)
    return {
        key: _properties(value, definitions) if key == "properties" else _whole(value, definitions)
        for key, value in node.items()
        if key not in _SAID_TO_PEOPLE and key != "$defs"
    }


def _properties(fields: Schema, definitions: Schema) -> Schema:
    # A field may well be called «title».
    return {name: _whole(schema, definitions) for name, schema in fields.items()}


def write() -> int:
    found = breaks(frozen(), contract()) if FILE.exists() else []
    if found:
        sys.stderr.write("Not written, a peer would break:\n" + "\n".join(found) + "\n")
        return 1
    text = json.dumps(contract(), ensure_ascii=False, indent=1, sort_keys=True)
    FILE.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(write())
