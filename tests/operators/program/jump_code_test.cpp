#include "operators/program/jump_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operators/program/parse.hpp"
#include "operators/program/print.hpp"

namespace cambrian::program {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const kText = "a = x - round(x); scale2(a*3 + 1, a)*significand(x) + exponent(x)";

TEST(JumpCode, FormulasAreReadBack) {
  const Program p = *parse(kText);
  const std::string text = to_infix(p, constant_texts(p));
  EXPECT_EQ(text, "a = x - round(x); scale2(3*a + 1, a)*significand(x) + exponent(x)");
  const Program again = *parse(text);
  EXPECT_EQ(again.code.size(), p.code.size());
  EXPECT_EQ(to_infix(again, constant_texts(again)), text);
}

TEST(JumpCode, NamesOfFunctionsMayBeValues) {
  const Program p = *parse("round = x*x; round + 1");
  EXPECT_EQ(p.code.back().op, Op::add);
}

TEST(JumpCode, HoldsTheFunctionsThatAreCalled) {
  const Program p = *parse(kText), scales = *parse("scale2(x, x)"), smooth = *parse("sqrt(x)");
  const Signature signature{.name = "f"};
  for (const auto& print : {to_c, to_cpp, to_python, to_highway}) {
    const std::string all = print(p, constant_texts(p), signature);
    for (const char* name : {"f_scale2(", "f_exponent(", "f_significand("}) {
      EXPECT_THAT(all, HasSubstr(name));
    }
    const std::string some = print(scales, constant_texts(scales), signature);
    EXPECT_THAT(some, HasSubstr("f_scale2("));
    EXPECT_THAT(some, Not(HasSubstr("f_exponent")));
    EXPECT_THAT(print(smooth, {}, signature), Not(HasSubstr("f_s")));
  }
}

TEST(JumpCode, JsonHasTheirNames) {
  const Program p = *parse("scale2(x, x)");
  EXPECT_THAT(to_json(p, {}), HasSubstr(R"(["scale2", "x", "x"])"));
}

}  // namespace
}  // namespace cambrian::program
