#!/bin/sh
# How well period = factor * semi_major_axis ^ power fits the planets: prints the mean squared error
# of the logarithm. Usage: fit_law.sh FACTOR POWER
awk -F, -v factor="$1" -v power="$2" '
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  { e = log($column["period"]) - log(factor) - power * log($column["semi_major_axis"])
    sum += e * e; n++ }
  END { printf "%.17g\n", sum / n }' "$(dirname "$0")/../planets.csv"
