#include "operators/expression/library/library.hpp"
#include "operators/expression/library/values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "engine/core/random.hpp"
#include "operators/expression/library/law.hpp"
#include "operators/expression/library/reduction.hpp"
#include "operators/expression/print.hpp"

namespace cambrian::expression {
namespace {

Vocabulary vocabulary_of(std::initializer_list<Op> binary, std::initializer_list<Op> unary) {
  Vocabulary vocabulary;
  for (const Op op : binary) vocabulary.binary.push_back(Node::operation(op));
  for (const Op op : unary) vocabulary.unary.push_back(Node::operation(op));
  return vocabulary;
}

Vocabulary usual() {
  return vocabulary_of({Op::add, Op::sub, Op::mul, Op::div},
                       {Op::square, Op::sqrt, Op::exp, Op::log, Op::sin, Op::cos});
}

struct Table {
  std::vector<std::vector<double>> columns;
  explicit Table(std::size_t width, std::size_t rows = 200) : columns(width) {
    Random random({.seed = 11, .purpose = Purpose::sample_rows});
    for (auto& column : columns) {
      for (std::size_t r = 0; r < rows; ++r) column.push_back(random.uniform(1, 4));
    }
  }
  Columns view() const { return {columns.begin(), columns.end()}; }
};

TEST(Probe, AvoidsRowsOfExtremeSizeAndUndefinedLogarithms) {
  std::vector<double> column(1'000), target(1'000);
  for (std::size_t r = 0; r < column.size(); ++r) {
    column[r] = static_cast<double>(1 + r * 7 % 1'000);
    target[r] = r % 3 == 0 ? 0 : r % 3 == 1 ? 1e200 * column[r] : column[r];
  }
  const Probe probe = choose_probe({column}, target);
  EXPECT_GE(probe.rows.size(), kFewestProbeRows);
  for (const std::uint32_t row : probe.rows) {
    EXPECT_GT(column[row], 100);
    EXPECT_LT(column[row], 901);
    EXPECT_NE(target[row], 0);
  }
}

TEST(Library, AffineKeysDoNotSeeScaleAndOffset) {
  Library library(choose_probe(Table(3).view()), usual());
  const LibraryView view = library.view(3000);
  Random random({.seed = 5});
  for (std::uint32_t entry = 0; entry < view.size(); entry += 7) {
    std::vector<double> u, v;
    const double c0 = random.uniform(-3, 3), c1 = random.uniform(0.5, 2);
    for (std::size_t r = 0; r < library.rows(); ++r) {
      u.push_back(view.values(r)[entry]);
      v.push_back(c0 + c1 * u.back());
    }
    const double size = std::fabs(*std::max_element(u.begin(), u.end()));
    if (size > 1e4 || size < 1e-4) continue;  // the offset would swamp them
    EXPECT_EQ(library.affine_contrasts().key_of(u), library.affine_contrasts().key_of(v)) << entry;
  }
}

TEST(Library, MonomialKeysDoNotSeePowersOfTheColumns) {
  const Table table(3);
  Library library(choose_probe(table.view()), usual());
  std::vector<double> plain, dressed;
  for (const std::uint32_t row : library.probe().rows) {
    const double x = table.columns[0][row], y = table.columns[1][row], z = table.columns[2][row];
    const double u = std::log(1 + x * y);
    plain.push_back(u);
    dressed.push_back(-1.5 * u + 0.7 + 2 * std::log(x) - 0.5 * std::log(z));
  }
  EXPECT_EQ(library.monomial_contrasts().key_of(plain),
            library.monomial_contrasts().key_of(dressed));
}

TEST(Library, EntriesAreWhatTheirExpressionsSay) {
  const Table table(2);
  Library library(choose_probe(table.view()), usual());
  const LibraryView view = library.view(5000);
  for (std::uint32_t entry = 0; entry < view.size(); entry += 41) {
    const auto values = evaluate(library.expression(entry), table.view());
    for (std::size_t r = 0; r < library.rows(); ++r) {
      const double expected = values[library.probe().rows[r]];
      EXPECT_NEAR(view.values(r)[entry], expected, 1e-9 * std::max(1.0, std::fabs(expected)));
    }
  }
}

TEST(Library, IsTheSameWhoeverBuildsIt) {
  const Probe probe = choose_probe(Table(3).view());
  Library at_once(probe, usual()), shared(probe, usual());
  const LibraryView whole = at_once.view(20'000);
  std::vector<std::thread> threads;
  for (const std::size_t size : {3'000, 20'000, 9'000}) {
    threads.emplace_back([&shared, size] { shared.view(size); });
  }
  for (std::thread& thread : threads) thread.join();
  const LibraryView parts = shared.view(20'000);
  ASSERT_EQ(whole.size(), parts.size());
  for (std::uint32_t i = 0; i < whole.size(); ++i) {
    ASSERT_EQ(at_once.expression(i), shared.expression(i));
  }
}

TEST(Library, KeepsOnlyOperatorsThatAreAllowed) {
  Library library(choose_probe(Table(2).view()), vocabulary_of({Op::add, Op::mul}, {Op::sin}));
  const LibraryView view = library.view(2000);
  for (std::uint32_t i = 0; i < view.size(); ++i) {
    const Op op = view.entry(i).op;
    EXPECT_TRUE(op == Op::variable || op == Op::add || op == Op::mul || op == Op::sin);
  }
}

TEST(Library, MakesNothingThatContradictsTheUnits) {
  Vocabulary vocabulary = usual();
  vocabulary.variables = {"x", "t", "v", "n"};
  std::vector<Dimensions> units;
  for (const char* unit : {"m", "s", "m/s", "1"}) units.push_back(*parse_units(unit));
  Library library(choose_probe(Table(4).view()), vocabulary, {.units = units});
  const LibraryView view = library.view(5000);
  const UnitsChecker checker(vocabulary, units, {}, {.constants_are_dimensionless = true});
  std::size_t dimensionless = 0;
  for (std::uint32_t entry = 0; entry < view.size(); ++entry) {
    const Expression expression = library.expression(entry);
    const bool bare = view.dimensions(entry).dimensionless();
    dimensionless += bare ? 1 : 0;
    // The checker also counts a whole that is not the target's, which is dimensionless here.
    EXPECT_EQ(checker.violations(expression), bare ? 0u : 1u) << to_infix(expression, vocabulary);
  }
  EXPECT_EQ(view.size(), 5000u);
  EXPECT_GT(dimensionless, 500u);
}

TEST(Library, EndsWhereUnitsLeaveOnlyPowers) {
  Vocabulary vocabulary = usual();
  vocabulary.variables = {"m", "g", "z"};
  std::vector<Dimensions> units;
  for (const char* unit : {"kg", "m/s^2", "m"}) units.push_back(*parse_units(unit));
  Library library(choose_probe(Table(3).view()), vocabulary, {.units = units});
  EXPECT_LT(library.view(100'000).size(), 100'000u);
}

TEST(Library, DropsADuplicateColumn) {
  Table table(2);
  table.columns.push_back(table.columns[0]);
  Library library(choose_probe(table.view()), usual());
  EXPECT_NE(library.view(3).entry(2).op, Op::variable);
}

TEST(Reduction, FoldsTheLawOfGravitationInCoordinates) {
  const Table table(9, 1000);
  std::vector<double> force;
  for (std::size_t r = 0; r < 1000; ++r) {
    double square = 0;
    for (std::size_t k = 3; k < 9; k += 2) {
      square += std::pow(6 + table.columns[k][r] - table.columns[k + 1][r], 2);
    }
    force.push_back(table.columns[0][r] * table.columns[1][r] * table.columns[2][r] / square);
  }
  const Reduction reduction = reduce({table.view(), force}, operators_of(usual()));
  EXPECT_EQ(reduction.columns.size(), 3u);
  // One product of the three, or one by one.
  EXPECT_GE(reduction.factors.size(), 1u);
  EXPECT_LE(reduction.factors.size(), 3u);
}

TEST(Reduction, FindsTheDimensionlessGroupsOfALaw) {
  const Table table(6, 1000);
  std::vector<double> energy;  // of an oscillator with an anharmonic term
  for (std::size_t r = 0; r < 1000; ++r) {
    const auto c = [&](std::size_t k) { return table.columns[k][r]; };
    energy.push_back((c(0) * c(0) + std::pow(c(1) * c(2) * c(3), 2) * (1 + c(4) * c(3) / c(5))) /
                     (2 * c(1)));
  }
  EXPECT_EQ(reduce({table.view(), energy}, operators_of(usual())).columns.size(), 2u);
}

TEST(Reduction, FoldsAProductInsideAFastOscillation) {
  const Table table(4, 1000);
  std::vector<double> wave;
  for (std::size_t r = 0; r < 1000; ++r) {
    const auto c = [&](std::size_t k) { return table.columns[k][r]; };
    const double phase = std::cos(0.6 * c(1) * c(2));
    wave.push_back(c(0) * (phase + c(3) * phase * phase));
  }
  EXPECT_EQ(reduce({table.view(), wave}, operators_of(usual())).columns.size(), 2u);
}

TEST(Reduction, LeavesARandomTargetAlone) {
  const Table table(4, 500);
  Random noise({.seed = 3});
  std::vector<double> target;
  for (int r = 0; r < 500; ++r) target.push_back(noise.normal());
  EXPECT_TRUE(reduce({table.view(), target}, operators_of(usual())).trivial());
}

}  // namespace
}  // namespace cambrian::expression
