#!/usr/bin/env bash
# Every test: those that pay under sanitizers first, then the release build with all of ctest.
#   scripts/test.sh          everything
#   scripts/test.sh --quick  the release build only
# The output ends with ctest's summary, and with the second try of what failed; the exit status is 0
# only when everything has passed.
set -uo pipefail
cd "$(dirname "$0")/.."

quick=no
case "${1-}" in
  "") ;;
  --quick) quick=yes ;;
  *) echo "test.sh: unknown argument '$1' (use --quick, or nothing)" >&2; exit 2 ;;
esac

# Without a browser the test that looks at reports' pages skips itself.
scripts/setup.sh --browser || { echo "test.sh: no browser; going on without"; scripts/setup.sh; } || exit
failures=0
again=$(mktemp) && trap 'rm -f "$again"' EXIT

# build PRESET ARGUMENT...: configures and builds.
build() {
  local preset=$1
  shift
  echo "== build: $preset"
  cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset" "$@"
}

# check PRESET ARGUMENT...: runs tests of a build. What fails beside other tests gets a second try
# alone, where no busy machine meets a time limit; what came of it ends the output.
check() {
  local run=(ctest --test-dir "build/$1" --output-on-failure --no-tests=error)
  echo "== test: $1"
  "${run[@]}" -j "$(nproc)" "${@:2}" && return
  echo "== second try: $1" >>"$again"
  "${run[@]}" --rerun-failed >>"$again" 2>&1
}

# Races hide where threads share data: coordinator and workers, table reader, library of formulas,
# servers of an external problem.
threads=(cluster_test problems_symbolic_regression_test problems_symbolic_regression_data_test
         operators_expression_library_test problems_external_test)

if [[ $quick == no ]]; then
  { build asan && check asan -LE release-only; } || failures=1
  { build tsan --target "${threads[@]}" &&
    check tsan -R '^(cluster|problems/.*|operators/expression/library)/[A-Z]'; } || failures=1
fi
{ build release && check release; } || failures=1
cat "$again"
exit $failures
