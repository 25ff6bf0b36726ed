// Descriptions of parameters, checked and made ready for use.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/config/config.hpp"
#include "engine/core/suggest.hpp"
#include "operators/parameters/parameter_space.hpp"

namespace cambrian {
namespace {

using nlohmann::ordered_json;
using Type = Parameter::Type;
using Entry = ParameterSpace::Entry;

constexpr double kLargestWhole = 0x1p53;  // whole numbers are exact up to it

ordered_json parsed(const JsonText& json) { return ordered_json::parse(json.text); }

class Maker {
 public:
  Maker(const Table<Parameter>& parameters, const std::string& where)
      : parameters_(parameters), where_(where) {}

  Result<std::vector<Entry>> make() {
    if (parameters_.empty()) errors_.push_back({where_, "there are none", "describe one at least"});
    for (const auto& [name, parameter] : parameters_) {
      path_ = where_ + "." + name;
      entries_.push_back({ordered_json(name).dump(), {}});
      fill(entries_.back(), parameter);
      for (const auto& [other, values] : parameter.when)
        add_condition(entries_.back(), other, parsed(values));
    }
    if (!errors_.empty()) return join(errors_);
    return std::move(entries_);
  }

 private:
  void fail(const std::string& setting, const std::string& what, const std::string& hint = "") {
    errors_.push_back({path_ + (setting.empty() ? "" : "." + setting), what, hint});
  }

  void fill(Entry& entry, const Parameter& p) {
    switch (p.type) {
      case Type::real:
      case Type::integer:
        numbers(entry, p);
        break;
      case Type::boolean:
        entry.kind.element = GeneKind::Element::choice;
        entry.values = {"false", "true"};
        break;
      case Type::categorical:
      case Type::permutation:
      case Type::ordinal:
        entry.kind.element =
            p.type == Type::ordinal ? GeneKind::Element::rank : GeneKind::Element::choice;
        choices(entry, p);
        break;
      case Type::bits:
        entry.kind.element = GeneKind::Element::choice;
        if (!p.length) fail("length", "is missing", "the number of bits");
        break;
    }
    const bool number = p.type == Type::real || p.type == Type::integer;
    if (!number && (p.low || p.high)) fail(p.low ? "low" : "high", "is only for numbers");
    if (!number && p.scale == Parameter::Scale::log) fail("scale", "is only for numbers");
    const bool chooses =
        p.type == Type::categorical || p.type == Type::ordinal || p.type == Type::permutation;
    if (!chooses && !p.values.empty())
      fail("values", "are only for choices", "set type to categorical, ordinal or permutation");
    length(entry, p);
  }

  void numbers(Entry& entry, const Parameter& p) {
    GeneKind& kind = entry.kind;
    kind.element = p.type == Type::real ? GeneKind::Element::real : GeneKind::Element::whole;
    kind.log = p.scale == Parameter::Scale::log;
    kind.step = p.step;
    if (!p.low) fail("low", "is missing");
    if (!p.high) fail("high", "is missing");
    if (!p.low || !p.high) return;
    kind.low = *p.low;
    kind.high = *p.high;
    if (kind.low >= kind.high) fail("high", "must be greater than low");
    if (kind.log && kind.low <= 0) fail("low", "must be above 0 for a scale of log");
    if (p.type == Type::real) return;
    for (const auto& [setting, bound] :
         {std::pair("low", kind.low), std::pair("high", kind.high)}) {
      if (bound != std::trunc(bound)) fail(setting, "must be whole for an integer");
      if (std::abs(bound) >= kLargestWhole) fail(setting, "must be less than 2^53 in magnitude");
    }
  }

  void choices(Entry& entry, const Parameter& p) {
    if (p.values.empty()) return fail("values", "are missing");
    for (const JsonText& value : p.values) {
      if (std::find(entry.values.begin(), entry.values.end(), value.text) != entry.values.end())
        fail("values", value.text + " is given twice", "keep one of them");
      entry.values.push_back(value.text);
    }
    entry.kind.high = static_cast<double>(entry.values.size() - 1);
  }

  void length(Entry& entry, const Parameter& p) {
    GeneKind& kind = entry.kind;
    entry.list = p.length.has_value() || p.type == Type::permutation;
    if (p.min_length && !p.length) fail("length", "is missing", "min_length is the least of it");
    if (p.type == Type::permutation) {
      if (p.length) fail("length", "is not for a permutation", "it has all of its values");
      kind.permutation = true;
      kind.min_length = kind.max_length = static_cast<std::uint32_t>(entry.values.size());
    } else if (p.length) {
      kind.max_length = static_cast<std::uint32_t>(*p.length);
      kind.min_length = static_cast<std::uint32_t>(p.min_length.value_or(*p.length));
      if (kind.min_length > kind.max_length) fail("min_length", "must not be greater than length");
    }
  }

  void add_condition(Entry& entry, const std::string& other, const ordered_json& values) {
    const std::string setting = "when." + other;
    const auto named = [&](const auto& row) { return row.first == other; };
    const auto row = std::find_if(parameters_.begin(), parameters_.end(), named);
    const auto index = static_cast<std::size_t>(row - parameters_.begin());
    if (row == parameters_.end()) {
      std::vector<std::string> names;
      for (const auto& parameter : parameters_) names.push_back(parameter.first);
      return fail(setting, "there is no such parameter", did_you_mean(other, names));
    }
    if (index + 1 >= entries_.size())
      return fail(
          setting,
          index + 1 == entries_.size() ? "is this parameter itself" : "is described further down",
          "conditions name parameters described further up");
    const Entry& basis = entries_[index];
    if (basis.list || basis.kind.element == GeneKind::Element::real)
      return fail(setting, "is no single choice or integer");
    Entry::Condition condition{index, {}};
    const bool several = values.is_array();
    for (const ordered_json& value : several ? values : ordered_json::array({values})) {
      if (const auto number = number_of(basis, value)) {
        condition.values.push_back(*number);
      } else {
        std::vector<std::string> words;
        for (const std::string& text : basis.values) words.push_back(text);
        fail(setting, value.dump() + " is none of its values", did_you_mean(value.dump(), words));
      }
    }
    entry.conditions.push_back(std::move(condition));
  }

  // As a gene has it.
  static std::optional<double> number_of(const Entry& entry, const ordered_json& value) {
    if (entry.values.empty()) {
      if (!value.is_number()) return std::nullopt;
      const auto number = value.get<double>();
      const bool inside = number >= entry.kind.low && number <= entry.kind.high;
      return inside && number == std::trunc(number) ? std::optional(number) : std::nullopt;
    }
    const auto found = std::find(entry.values.begin(), entry.values.end(), value.dump());
    if (found == entry.values.end()) return std::nullopt;
    return static_cast<double>(found - entry.values.begin());
  }

  const Table<Parameter>& parameters_;
  const std::string where_;
  std::string path_;  // of the parameter that is looked at
  std::vector<Entry> entries_;
  std::vector<Error> errors_;
};

}  // namespace

Result<std::vector<Entry>> make_entries(const Table<Parameter>& parameters,
                                        const std::string& where) {
  return Maker(parameters, where).make();
}

}  // namespace cambrian
