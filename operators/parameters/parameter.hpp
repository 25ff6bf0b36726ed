// Parameter: one thing that a search may choose, as a configuration describes it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/fields.hpp"

namespace cambrian {

struct Parameter {
  enum class Type { real, integer, boolean, categorical, ordinal, permutation, bits };
  enum class Scale { linear, log };

  Type type = Type::real;
  std::optional<double> low;
  std::optional<double> high;
  Scale scale = Scale::linear;
  double step = 0.1;
  std::vector<JsonText> values;
  std::optional<std::int64_t> length;
  std::optional<std::int64_t> min_length;
  std::map<std::string, JsonText> when;
};

template <class Visitor>
void fields(Visitor& v, Parameter& p) {
  using Type = Parameter::Type;
  using Scale = Parameter::Scale;
  v("type", p.type,
    Named<Type>{{Type::real, "real"},
                {Type::integer, "integer"},
                {Type::boolean, "boolean"},
                {Type::categorical, "categorical"},
                {Type::ordinal, "ordinal"},
                {Type::permutation, "permutation"},
                {Type::bits, "bits"}},
    "What it is: a number (real, integer), true or false (boolean), one of `values` without an "
    "order (categorical) or in theirs (ordinal), all `values` in some order (permutation), or "
    "`length` zeros and ones (bits)");
  v("low", p.low, Range{-1e300, 1e300}, "Least value of a real or integer");
  v("high", p.high, Range{-1e300, 1e300}, "Greatest value of a real or integer");
  v("scale", p.scale, Named<Scale>{{Scale::linear, "linear"}, {Scale::log, "log"}},
    "log: equal factors are equally likely, for what spans magnitudes; needs low above 0");
  v("step", p.step, Range{.low = 0, .high = 1, .above_low = true},
    "Standard deviation of the widest mutations of a number, as a part of its range");
  v("values", p.values, "Values of a categorical, ordinal or permutation: any JSON");
  v("length", p.length, Range{1, 1e6},
    "Bits, or with the other types a list of so many values instead of one");
  v("min_length", p.min_length, Range{0, 1e6},
    "The length varies from this to `length`; none: it does not vary");
  v("when", p.when,
    "Only there while these parameters, each described further up, have these values: a value or a "
    "list of several for each");
}

}  // namespace cambrian
