// A search space: change what is in it, build, run.
#include <cambrian/plugin.hpp>

#include <cmath>

struct MySpace {
  static constexpr const char* name = "my_space";
  static constexpr const char* summary = "Numbers in a valley that bends.";

  struct Params {
    int length = 4;
    double step = 0.1;
  };
  Params params;  // as the configuration has them

  using Genome = std::vector<double>;

  Genome sample(cambrian::Random& random) const {
    Genome x(params.length);
    for (double& value : x) value = random.uniform(-2, 2);
    return x;
  }

  Genome mutate(Genome x, cambrian::Random& random) const {
    random.pick(x) += params.step * random.normal();
    return x;
  }

  // The less, the better: Rosenbrock's function, 0 where every number is 1.
  double evaluate(const Genome& x) const {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      sum += 100 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1 - x[i], 2);
    }
    return sum;
  }

  std::string describe(const Genome& x) const {
    std::string text;
    for (double value : x) text += (text.empty() ? "" : " ") + std::to_string(value);
    return text;
  }
};

void fields(auto& v, MySpace::Params& p) {
  v("length", p.length, cambrian::Range{2, 10'000}, "How many numbers");
  v("step", p.step, cambrian::Range{0, 10, true}, "Standard deviation of a mutation");
}

CAMBRIAN_PLUGIN(MySpace)
