#!/usr/bin/env bash
# Installs what a Debian 12 machine lacks to build and test Cambrian. Does nothing when all is there.
#   scripts/setup.sh           everything (build, tests, sanitizers, a local Slurm for its tests)
#   scripts/setup.sh --build   only what the build needs
#   scripts/setup.sh --browser everything, and a browser for the test that looks at reports' pages
set -euo pipefail

build=(g++ cmake ninja-build ccache
       nlohmann-json3-dev libspdlog-dev libcli11-dev libeigen3-dev librandom123-dev libhwy-dev
       libboost-serialization-dev libopenmpi-dev openmpi-bin zlib1g-dev libbox2d-dev libmujoco-dev
       libgtest-dev libgmock-dev libbenchmark-dev)
tests=(python3 git clang-14 libclang-rt-14-dev clang-format-14 slurm-wlm munge iproute2)

case "${1-}" in
  "") wanted=("${build[@]}" "${tests[@]}") ;;
  --build) wanted=("${build[@]}") ;;
  --browser) wanted=("${build[@]}" "${tests[@]}" chromium) ;;
  *) echo "setup.sh: unknown argument '$1' (use --build, --browser, or nothing)" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "setup.sh: this is no Debian-like system; install by hand: ${wanted[*]}" >&2
  exit 2
fi
missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [[ $status == "install ok installed" ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

echo "setup.sh: installing ${missing[*]}"
if [[ $(id -u) -ne 0 ]]; then
  echo "setup.sh: must be root to install; run: sudo apt-get install ${missing[*]}" >&2
  exit 2
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
