#!/bin/sh
# Writes requirements.lock (tablet, server, web) and requirements-test.lock (the rest), each valid
# on every Python the project supports. Neither names an index host. pip stays the one of the venv.
# The extras audit and keystore are in no lock: a second opinion with its own database engine, and a key
# store of the desktop, each installed by whoever wants it, with pip and the bounds of pyproject.toml.
set -eu

tool=.venv-lock
[ -x "$tool/bin/uv" ] || { sh scripts/venv.sh "$tool" && "$tool/bin/python" -m pip install --quiet uv; }

compile() {
  "$tool/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-annotate --no-emit-package pip "$@"
}

echo 'setuptools>=77' | compile pyproject.toml - --extra server --extra web --output-file requirements.lock
compile pyproject.toml --extra server --extra web --extra keystore --extra test --constraint requirements.lock --output-file requirements-test.lock
