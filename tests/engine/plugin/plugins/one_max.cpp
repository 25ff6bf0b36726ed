// The usual plugin: a vector, mutation and crossover, one objective.
#include <cambrian/plugin.hpp>

struct OneMax {
  static constexpr const char* name = "plugin_one_max";
  static constexpr const char* summary = "As many ones as possible.";
  using Genome = std::vector<std::uint8_t>;
  struct Params {
    int length = 100;
    double noise = 0;
  };
  Params params;

  Genome sample(cambrian::Random& random) const {
    Genome bits(static_cast<std::size_t>(params.length));
    for (auto& bit : bits) bit = static_cast<std::uint8_t>(random.below(2));
    return bits;
  }
  Genome mutate(Genome parent, cambrian::Random& random) const {
    random.pick(parent) ^= 1;
    return parent;
  }
  Genome crossover(const Genome& a, Genome b, cambrian::Random& random) const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (random.below(2) == 0) b[i] = a[i];
    }
    return b;
  }
  double evaluate(const Genome& genome, cambrian::Random& random) const {
    double zeros = 0;
    for (auto bit : genome) zeros += bit == 0 ? 1 : 0;
    return zeros + params.noise * random.normal();
  }
  bool repeatable() const { return params.noise == 0; }
  double optimum() const { return 0; }
  std::string describe(const Genome& genome) const {
    std::string text;
    for (auto bit : genome) text += bit == 0 ? '0' : '1';
    return text;
  }
};

void fields(auto& v, OneMax::Params& p) {
  v("length", p.length, cambrian::Range{1, 1'000'000}, "Bits in the string");
  v("noise", p.noise, cambrian::Range{.low = 0}, "Standard deviation of an evaluation");
}

CAMBRIAN_PLUGIN(OneMax)
