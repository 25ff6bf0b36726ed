// Tests of the algorithm and the selector by themselves: `ctest --test-dir build`.
#include "my_algorithm.cpp"

#include <cstdio>

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("not so: %s\n", what);
  ++failures;
}

cambrian::Evaluated evaluated(double loss) {
  return {.genome = std::to_string(loss), .objectives = {loss}};
}

int main() {
  MyAlgorithm algorithm{{.population = 3}};
  for (double loss : {5.0, 2.0, 9.0, 1.0, 4.0}) algorithm.tell(evaluated(loss));
  expect(algorithm.members.size() == 3, "the population is as large as the parameter says");
  expect(algorithm.members[0].loss() == 1 && algorithm.members[2].loss() == 4, "the best are kept");
  cambrian::Evaluated failed = evaluated(0);
  failed.status = cambrian::Status::failed;
  algorithm.tell(failed);
  expect(algorithm.members[0].loss() == 1, "what failed never enters");

  const std::vector<double> losses = {3, 1, 2};
  const std::vector<std::uint64_t> born = {7, 8, 9};
  const CambrianPopulation view = {
      .count = 3, .objective_count = 1, .objectives = losses.data(), .born = born.data()};
  cambrian::Random random({.seed = 1});
  int chosen[3] = {0, 0, 0};
  for (int i = 0; i < 1000; ++i) {
    ++chosen[MySelector{}.select(cambrian::Population(view), random)];
  }
  expect(chosen[2] > chosen[0] && chosen[2] > chosen[1], "the young and good one is chosen most");
  return failures == 0 ? 0 : 1;
}
