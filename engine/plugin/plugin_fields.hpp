// PluginFields: the parameters of what a plugin offers, as fields to set and as values to hand
// over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/config/fields.hpp"
#include "engine/core/result.hpp"
#include "engine/plugin/abi.h"

namespace cambrian {

/// Values of the parameters that a table of the C ABI describes, at their initial values at first.
class PluginFields {
 public:
  /// The records must stay. An error names the parameter that this program cannot hold.
  static Result<PluginFields> make(const CambrianField* const* fields, std::size_t count);

  /// Records that point into this.
  FieldList fields();

  /// The values as create() of the tables takes them.
  class Values {
   public:
    explicit Values(const PluginFields& fields);
    const CambrianValue* data() const { return values_.data(); }

   private:
    std::vector<std::vector<CambrianItem>> items_;
    std::vector<CambrianValue> values_;
  };

 private:
  using Slot =
      std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string,
                   std::vector<std::string>, std::vector<double>, std::vector<std::int64_t>,
                   std::map<std::string, double>, std::map<std::string, std::string>,
                   std::optional<double>, std::optional<std::int64_t>, std::optional<std::string>>;
  struct Parameter {
    const CambrianField* field;
    Slot value;  // monostate: a group
  };
  FieldList list(std::deque<Parameter>& parameters) const;
  static Result<Parameter> read(const CambrianField& field);

  std::deque<Parameter> parameters_;
  std::deque<Parameter> initial_;
};

}  // namespace cambrian
