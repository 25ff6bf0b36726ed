// Every kind of parameter, genome and optional method, in three spaces of one library.
#include <cambrian/plugin.hpp>

#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

enum class Shape { flat, steep };

struct Landscape {
  Shape shape = Shape::steep;
  double slope = 2;
};
void fields(auto& v, Landscape& l) {
  v("shape", l.shape, cambrian::Named<Shape>{{Shape::flat, "flat"}, {Shape::steep, "steep"}},
    "How it falls");
  v("slope", l.slope, cambrian::Range{0, 10, true}, "How fast it falls");
}

// Two numbers, two objectives, a behaviour, forms to print in.
struct Plane {
  static constexpr const char* name = "plane";
  struct Genome {
    double x = 0;
    double y = 0;
  };
  struct Params {
    bool mirrored = false;
    std::uint32_t steps = 3;
    std::int64_t offset = -5;
    std::string title = "plain";
    std::vector<std::string> words = {"a", "b"};
    std::vector<double> weights = {1, 2};
    std::vector<std::uint16_t> sizes = {4};
    std::map<std::string, double> costs = {{"x", 1}};
    std::optional<double> limit;
    std::optional<std::string> remark = "none yet";
    Landscape landscape;
  };
  static constexpr std::array objectives = {"distance", "height"};

  Plane(const Params& given, const cambrian::PluginPlace& where) : params(given), place(where) {
    if (params.weights.size() != 2) throw std::invalid_argument("weights must be two numbers");
  }
  Params params;
  cambrian::PluginPlace place;

  Genome sample(cambrian::Random& random) const {
    return {random.uniform(-9, 9), random.uniform(-9, 9)};
  }
  Genome vary(std::span<const Genome> parents, cambrian::Random& random) const {
    Genome sum;
    for (const Genome& parent : parents) sum.x += parent.x, sum.y += parent.y;
    const double n = static_cast<double>(parents.size());
    return {sum.x / n + random.normal(), sum.y / n + random.normal()};
  }
  std::vector<cambrian::OperatorNote> operators() const {
    return {{"shift", "A normal step from the mean of the parents."}, {"repair", "x >= 0."}};
  }
  double distance(const Genome& a, const Genome& b) const {
    return std::hypot(a.x - b.x, a.y - b.y);
  }
  Genome repair(Genome genome) const {
    genome.x = std::abs(genome.x);
    return genome;
  }
  Genome improve(Genome genome, cambrian::Random&) const {
    genome.y = std::round(genome.y);
    return genome;
  }
  std::array<double, 2> evaluate(const Genome& genome) const {
    return {std::hypot(genome.x, genome.y), genome.y};
  }
  std::array<double, 1> descriptor(const Genome& genome) const { return {genome.x}; }
  std::uint32_t complexity(const Genome& genome) const { return genome.y == 0 ? 1 : 2; }
  std::array<double, 2> reference_point() const { return {20, 10}; }
  std::string describe(const Genome& genome) const {
    std::string text = params.title + " " + place.folder;
    for (const std::string& word : params.words) text += " " + word;
    for (double weight : params.weights) text += " " + std::to_string(int(weight));
    for (auto size : params.sizes) text += " " + std::to_string(size);
    for (const auto& [key, cost] : params.costs) text += " " + key + std::to_string(int(cost));
    text += params.limit ? " limited" : " free";
    text += params.remark ? " " + *params.remark : "";
    text += params.landscape.shape == Shape::flat ? " flat " : " steep ";
    text += std::to_string(int(params.landscape.slope)) + (params.mirrored ? " m" : " n");
    return text + std::to_string(params.steps) + std::to_string(params.offset) +
           (genome.x < 0 ? " left" : " right");
  }
  std::vector<std::string> formats() const { return {"json", "csv"}; }
  std::string print(const Genome& genome, const std::string& format) const {
    const std::string x = std::to_string(int(genome.x));
    const std::string y = std::to_string(int(genome.y));
    return format == "csv" ? x + "," + y : "[" + x + ", " + y + "]";
  }
};
void fields(auto& v, Plane::Params& p) {
  v("mirrored", p.mirrored, "Left for right");
  v("steps", p.steps, "Steps");
  v("offset", p.offset, "Offset");
  v("title", p.title, cambrian::Choice{"plain", "fancy"}, "Title");
  v("words", p.words, "Words");
  v("weights", p.weights, cambrian::Range{0, 9}, "Weights");
  v("sizes", p.sizes, "Sizes");
  v("costs", p.costs, "Costs");
  v("limit", p.limit, "Limit");
  v("remark", p.remark, "Remark");
  v("landscape", p.landscape, "What it looks like");
}

// A rate that is trained with: each step of budget halves the distance to it.
struct Trainer {
  static constexpr const char* name = "trainer";
  using Genome = double;
  struct State {
    double weight = 0;
    double steps = 0;
  };
  Genome sample(cambrian::Random& random) const { return random.uniform(); }
  Genome mutate(Genome parent, cambrian::Random& random) const {
    return parent + 0.1 * random.normal();
  }
  State start(const Genome&, cambrian::Random&) const { return {.weight = 1, .steps = 0}; }
  cambrian::Evaluation train(const Genome& rate, State& state, cambrian::Budget budget) const {
    for (std::uint64_t i = 0; i < budget.work; ++i) {
      state.weight += 0.5 * (rate - state.weight);
      state.steps += 1;
    }
    return {.objectives = {std::abs(rate - state.weight)}, .descriptor = {state.steps}};
  }
  std::string describe(const Genome& rate) const { return std::to_string(rate); }
};

// A genome that turns itself into text.
struct Words {
  static constexpr const char* name = "words";
  struct Genome {
    std::vector<std::string> all;
    std::string encode() const {
      std::string text;
      for (const std::string& word : all) text += word + " ";
      return text;
    }
    static Genome decode(std::string_view text) {
      Genome genome;
      for (std::size_t end; (end = text.find(' ')) != text.npos; text = text.substr(end + 1)) {
        genome.all.emplace_back(text.substr(0, end));
      }
      return genome;
    }
  };
  Genome sample(cambrian::Random& random) const {
    Genome genome;
    for (int i = 0; i < 3; ++i) genome.all.emplace_back(1 + random.below(4), 'x');
    return genome;
  }
  Genome mutate(Genome genome, cambrian::Random& random) const {
    random.pick(genome.all) += 'y';
    return genome;
  }
  double evaluate(const Genome& genome) const { return double(describe(genome).size()); }
  std::string describe(const Genome& genome) const {
    std::string text;
    for (const std::string& word : genome.all) text += word + "|";
    return text;
  }
};

CAMBRIAN_PLUGIN(Plane, Trainer, Words)
