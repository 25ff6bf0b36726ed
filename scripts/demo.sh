#!/usr/bin/env bash
# From a fresh Debian 12 machine to a law of nature: installs, builds, and finds Kepler's third law
# in the planets' orbits.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh --build
cmake --preset release >/dev/null
cmake --build --preset release --target cambrian

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
search=(build/release/cambrian regress examples/planets.csv --target period --evaluations 300000)
echo
echo "+ ${search[*]}"
"${search[@]}" --output "$folder/run"
echo
echo "Kepler's third law (1619), in years and astronomical units: period = semi_major_axis^1.5,"
echo "which is also a*sqrt(a) and exp(1.5*log(a))."
