#include "engine/catalogue/selector_kind.hpp"

namespace cambrian {
namespace {

class OwnTournaments : public SelectorDraft {
 public:
  FieldList fields() override { return {}; }
  Result<std::shared_ptr<const Selector>> make() const override {
    return std::shared_ptr<const Selector>();
  }
};

}  // namespace

SelectorKind tournament_kind() {
  return {"tournament", "The best of some members that are drawn, as the algorithm sets it.",
          kBuiltIn, [] { return std::make_unique<OwnTournaments>(); }};
}

}  // namespace cambrian
