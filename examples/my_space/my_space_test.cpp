// Tests of the space by itself, without a search: `ctest --test-dir build`.
#include "my_space.cpp"

#include <cstdio>

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("not so: %s\n", what);
  ++failures;
}

int main() {
  const MySpace space{{.length = 5}};
  cambrian::Random random({.seed = 1});
  for (int i = 0; i < 100; ++i) {
    const MySpace::Genome parent = space.sample(random);
    const MySpace::Genome child = space.mutate(parent, random);
    expect(parent.size() == 5, "a sample has as many numbers as the parameter says");
    expect(child.size() == 5 && child != parent, "a child is a little different");
    expect(space.evaluate(child) >= 0, "nothing is better than the optimum");
  }
  expect(space.evaluate({1, 1, 1, 1, 1}) == 0, "the optimum is where every number is 1");
  return failures == 0 ? 0 : 1;
}
