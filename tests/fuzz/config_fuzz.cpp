// Fuzz target: any bytes as a configuration, or as the text of a flag, are refused or mean
// something that is written back to the same.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/config/config.hpp"
#include "engine/core/assert.hpp"

namespace {

using namespace cambrian;

struct Inner {
  std::int64_t count = 1;
};
void fields(auto& v, Inner& p) { v("count", p.count, Range{0, 1000}, "A number"); }

struct Params {
  int count = 2;
  std::uint64_t big = 5;
  double rate = 0.25;
  bool flag = false;
  std::string name = "a";
  std::vector<std::string> names;
  std::vector<double> numbers;
  std::map<std::string, double> weights;
  std::optional<double> limit;
  Inner inner;
};
void fields(auto& v, Params& p) {
  v("count", p.count, Range{1, 1000}, "A number");
  v("big", p.big, "A large number");
  v("rate", p.rate, Range{.low = 0, .high = 1, .above_low = true}, "A rate");
  v("flag", p.flag, "A switch");
  v("name", p.name, Choice{"a", "b"}, "A name");
  v("names", p.names, "Names");
  v("numbers", p.numbers, "Numbers");
  v("weights", p.weights, "Weights");
  v("limit", p.limit, "A limit");
  v("inner", p.inner, "A group");
}

void check_round_trip(Params& params) {
  const std::string text = write_json(describe(params));
  Params back;
  CAMBRIAN_ASSERT(read_json(describe(back), text, "written").empty());
  CAMBRIAN_ASSERT(write_json(describe(back)) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Params params;
  const FieldList fields = describe(params);
  const std::vector<Error> errors = read_json(fields, text, "fuzz");
  if (errors.empty()) {
    check_round_trip(params);
  } else {
    CAMBRIAN_ASSERT(!join(errors).message().empty());
  }
  Params assigned;
  const FieldList targets = describe(assigned);
  if (set_assignment(targets, text)) check_round_trip(assigned);
  for (const Field& field : targets.all()) {
    if (append_from_text(field, text)) check_round_trip(assigned);
  }
  return 0;
}
