// Throws wherever it can, as its parameter says.
#include <cambrian/plugin.hpp>

#include <limits>
#include <stdexcept>

struct Throwing {
  static constexpr const char* name = "throwing";
  using Genome = std::string;
  struct Params {
    std::string where = "nowhere";
  };
  explicit Throwing(const Params& params) : where(params.where) { maybe("create"); }
  std::string where;

  void maybe(const char* place) const {
    if (where == place) throw std::runtime_error(std::string("bad luck in ") + place);
  }
  Genome sample(cambrian::Random&) const {
    maybe("sample");
    return "x";
  }
  Genome mutate(const Genome& parent, cambrian::Random&) const {
    maybe("mutate");
    return parent + "y";
  }
  double evaluate(const Genome&) const {
    maybe("evaluate");
    if (where == "odd") throw 7;
    if (where == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (where == "crash") __builtin_trap();
    return 1;
  }
  std::string describe(const Genome& genome) const {
    maybe("describe");
    return genome;
  }
};
void fields(auto& v, Throwing::Params& p) { v("where", p.where, "Where it throws"); }

CAMBRIAN_PLUGIN(Throwing)
