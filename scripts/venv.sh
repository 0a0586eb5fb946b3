#!/bin/sh
# Usage: venv.sh FOLDER. Makes a virtual environment there with the first Python that is fit for it.
set -eu

fit='import sys; sys.exit(sys.version_info < (3, 11))'
found=''
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  "$python" -c "$fit" 2>/dev/null || continue
  found=$python
  "$python" -c 'import ensurepip, venv' 2>/dev/null || continue
  exec "$python" -m venv "$1"
done

if [ -n "$found" ]; then
  echo "make: $found has no venv module: install it (on Debian: apt install $found-venv)" >&2
else
  echo "make: Vitrina needs Python 3.11 or newer; here there is $(python3 -V 2>/dev/null || echo none)" >&2
fi
exit 1
