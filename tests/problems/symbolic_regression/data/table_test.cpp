#include "problems/symbolic_regression/data/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "engine/core/random.hpp"
#include "tests/problems/symbolic_regression/data/read.hpp"

namespace cambrian::regression {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Rows = std::vector<std::vector<double>>;

TEST(Table, ReadsNamesAndNumbersOfACommaSeparatedTable) {
  const auto table = read_text("mass,radius\n1,2.5\n-3e2,+.25\n");
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("mass", "radius"));
  EXPECT_EQ(table->columns, (Rows{{1, -300}, {2.5, 0.25}}));
}

TEST(Table, DetectsTheDelimiter) {
  for (const char* text :
       {"a,b\n1,2\n3,4\n", "a\tb\n1\t2\n3\t4\n", "a;b\n1;2\n3;4\n", "a b\n1 2\n3 4\n",
        "  a \t b\n 1   2 \n3\t\t4\t\n", "a, b\n1, 2\n3, 4\n"}) {
    const auto table = read_text(text);
    ASSERT_TRUE(table.ok()) << text << error_of(table);
    EXPECT_THAT(table->names, ElementsAre("a", "b")) << text;
    EXPECT_EQ(table->columns, (Rows{{1, 3}, {2, 4}})) << text;
  }
}

TEST(Table, CommasInQuotesDoNotMakeATabbedTableCommaSeparated) {
  const auto table = read_text("a\t\"b, or c, or d\"\n1\t2\n3\t4\n");
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("a", "b, or c, or d"));
}

TEST(Table, AGivenDelimiterIsNotGuessed) {
  const auto table = read_text("a,x;b\n1;2\n", {.delimiter = ';'});
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("a,x", "b"));
}

TEST(Table, IgnoresByteOrderMarkCarriageReturnsBlankLinesAndAMissingLastLineEnd) {
  const auto table = read_text("\xef\xbb\xbf\"a\",b\r\n\r\n1,2\r\n   \n3,4");
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("a", "b"));
  EXPECT_EQ(table->columns, (Rows{{1, 3}, {2, 4}}));
}

TEST(Table, QuotedFieldsMayHoldDelimitersQuotesAndLineEnds) {
  const auto table = read_text("\"a \"\"b\"\"\",\"two\nlines\"\n\"1\" ,\" 2 \"\n");
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("a \"b\"", "two\nlines"));
  EXPECT_EQ(table->columns, (Rows{{1}, {2}}));
}

TEST(Table, AQuoteInsideAnUnquotedFieldIsAnOrdinaryCharacter) {
  const auto table = read_text("a,b 5\"\n1,2\n3,4\n");
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("a", "b 5\""));
}

TEST(Table, WithoutAHeaderColumnsAreNumberedFromOne) {
  const auto table = read_text("1,2\n3,4\n");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->names, ElementsAre("x1", "x2"));
  EXPECT_EQ(table->rows(), 2U);
}

TEST(Table, ARowWithWordsBesideNumbersIsNoHeaderIfTheNextRowHasTheSameWordsPlaces) {
  EXPECT_THAT(TableReader::over("5.1,red\n4.9,blue\n", "t")->names(), ElementsAre("x1", "x2"));
  EXPECT_THAT(TableReader::over("year,2001\nred,4\n", "t")->names(), ElementsAre("x1", "x2"));
  EXPECT_THAT(TableReader::over("year,red\n2001,4\n", "t")->names(), ElementsAre("year", "red"));
}

TEST(Table, TheHeaderCanBeDemandedOrDenied) {
  EXPECT_THAT(TableReader::over("2001,2002\n1,2\n", "t", {.header = Header::yes})->names(),
              ElementsAre("2001", "2002"));
  const auto denied = read_text("a,b\n1,2\n", {.header = Header::no});
  EXPECT_THAT(error_of(denied), HasSubstr("test.csv:1: column \"x1\" is not a number: \"a\""));
}

TEST(Table, CommentsBeforeTheTableAreSkippedAndMayNameTheColumns) {
  EXPECT_THAT(TableReader::over("# made by a lab\n#\na,b\n1,2\n", "t")->names(),
              ElementsAre("a", "b"));
  EXPECT_THAT(TableReader::over("# a b\n1 2\n3 4\n", "t")->names(), ElementsAre("a", "b"));
  EXPECT_THAT(TableReader::over("# made by a lab\n1 2\n3 4\n", "t")->names(),
              ElementsAre("x1", "x2"));
}

TEST(Table, UnnamedColumnsGetTheirNumber) {
  EXPECT_THAT(TableReader::over(",a\n1,2\n", "t")->names(), ElementsAre("column_1", "a"));
}

TEST(Table, ColumnsThatAreNotReadMayHoldAnything) {
  auto reader = TableReader::over("name,x,y\nEarth,1,2\n\"a, b\",NA,5\n", "t");
  ASSERT_TRUE(reader.ok());
  const auto table = reader->read(std::vector<std::size_t>{2});
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_THAT(table->names, ElementsAre("y"));
  EXPECT_EQ(table->columns, (Rows{{2, 5}}));
}

TEST(Table, ColumnsComeInTheOrderAskedFor) {
  auto reader = TableReader::over("a,b,c\n1,2,3\n", "t");
  const auto table = reader->read(std::vector<std::size_t>{2, 0});
  EXPECT_THAT(table->names, ElementsAre("c", "a"));
  EXPECT_EQ(table->columns, (Rows{{3}, {1}}));
}

TEST(Table, AMissingValueIsAnErrorThatNamesLineColumnAndText) {
  for (const char* word : {"NA", "n/a", "NaN", "null", "None", "?"}) {
    const std::string text = std::string("a,b\n1,2\n3,") + word + "\n";
    EXPECT_EQ(error_of(read_text(text)),
              std::string("test.csv:3: column \"b\" has no value: \"") + word +
                  "\" (fill it in, or leave such rows out with --drop-missing)");
  }
  EXPECT_THAT(error_of(read_text("a,b\n1,\n")), HasSubstr("test.csv:2: column \"b\" has no value"));
}

TEST(Table, RowsWithMissingValuesCanBeDropped) {
  const auto table = read_text("a,b\n1,2\n,3\n4,NA\n5,6\n", {.drop_missing = true});
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_EQ(table->columns, (Rows{{1, 5}, {2, 6}}));
  EXPECT_EQ(table->dropped_rows, 2U);
}

TEST(Table, InfinitiesWordsAndHugeNumbersAreErrorsEvenWhenMissingValuesAreDropped) {
  const auto error = [](const std::string& cell) {
    return error_of(read_text("a,b\n1,2\n3," + cell + "\n", {.drop_missing = true}));
  };
  EXPECT_THAT(error("-inf"), HasSubstr("test.csv:3: column \"b\" is infinite: \"-inf\""));
  EXPECT_THAT(error("Infinity"), HasSubstr("infinite"));
  EXPECT_THAT(error("1e999"), HasSubstr("column \"b\" is beyond the range of double precision"));
  EXPECT_THAT(error("12 kg"), AllOf(HasSubstr("column \"b\" is not a number: \"12 kg\""),
                                    HasSubstr("--drop \"b\"")));
  for (const char* cell : {"1.2.3", "--1", "+-1", "0x10", "1e", "e5", "nan(1)", "-", "+", "."}) {
    EXPECT_THAT(error(cell), HasSubstr("is not a number")) << cell;
  }
}

TEST(Table, NumbersMayHaveSignsExponentsOfFortranAndVanishInSize) {
  const auto table = read_text("a\n+1.5\n1.0D+03\n-2d-1\n1e-999\n.5\n7.\n");
  ASSERT_TRUE(table.ok()) << error_of(table);
  EXPECT_EQ(table->columns, (Rows{{1.5, 1000, -0.2, 0, 0.5, 7}}));
}

TEST(Table, DecimalCommasAreRecognisedInTheHint) {
  EXPECT_THAT(error_of(read_text("a;b\n1,5;2,5\n")), HasSubstr("write decimal points"));
}

TEST(Table, ARaggedRowIsAnErrorThatCountsItsCells) {
  EXPECT_THAT(error_of(read_text("a,b\n1,2\n1,2,3\n")),
              HasSubstr("test.csv:3: the row has 3 cells, the table 2 columns"));
  EXPECT_THAT(error_of(read_text("a,b\n1\n1,2\n")), HasSubstr("test.csv:2: the row has 1 cells"));
}

TEST(Table, LineNumbersCountLinesInsideQuotesCommentsAndBlankLines) {
  EXPECT_THAT(error_of(read_text("# c\n\n\"a\nb\",c\n\n1,2\n1,x\n")), HasSubstr("test.csv:7:"));
}

TEST(Table, DuplicateNamesAreAnErrorWithBothColumns) {
  EXPECT_THAT(error_of(read_text("a,b,a\n1,2,3\n")),
              HasSubstr("two columns have the name \"a\": 1 and 3"));
}

TEST(Table, TablesWithoutDataSaySo) {
  EXPECT_THAT(error_of(read_text("")), HasSubstr("test.csv: is empty"));
  EXPECT_THAT(error_of(read_text("# only\n\n")), HasSubstr("holds no data"));
  EXPECT_THAT(error_of(read_text("a,b\n")), HasSubstr("has a header but no rows"));
  EXPECT_THAT(error_of(read_text("a,b\n,2\n", {.drop_missing = true})),
              HasSubstr("every row has a missing value"));
}

TEST(Table, WhatIsNoTextTableIsNamed) {
  EXPECT_THAT(error_of(read_text("PK\x03\x04....")), HasSubstr("spreadsheet"));
  EXPECT_THAT(error_of(read_text("\xff\xfe"
                                 "a")),
              HasSubstr("UTF-16"));
  EXPECT_THAT(error_of(read_text(std::string_view("a\0b\n", 4))), HasSubstr("binary"));
}

TEST(Table, AnUnclosedQuoteIsAnError) {
  EXPECT_THAT(error_of(read_text("a,b\n1,2\n1,\"2\n3,4\n")), HasSubstr("is not closed"));
}

TEST(Table, AnUnknownColumnBringsTheNearestName) {
  const auto reader = TableReader::over("mass,radius\n1,2\n", "t.csv");
  EXPECT_EQ(*reader->find("radius"), 1U);
  EXPECT_THAT(reader->find("raduis").error().message(),
              AllOf(HasSubstr("t.csv: there is no column \"raduis\""), HasSubstr("radius")));
  EXPECT_THAT(reader->find("zzzzzz").error().message(), HasSubstr("mass, radius"));
}

TEST(Table, KeepsTheTextOfItsRowsWhenAsked) {
  const auto table =
      read_text("a;b\r\n1.50;x\r\nNA;y\n2;z\n", {.drop_missing = true, .keep_lines = true});
  EXPECT_THAT(error_of(table), HasSubstr("not a number"));
  auto reader = TableReader::over("a;b\r\n1.50;x\r\nNA;y\n2;z\n", "t",
                                  {.drop_missing = true, .keep_lines = true});
  const auto first = reader->read(std::vector<std::size_t>{0});
  EXPECT_EQ(first->header_line, "a;b");
  EXPECT_THAT(first->lines, ElementsAre("1.50;x", "2;z"));
}

/// Every cell of a generated table, printed so that it reads back exactly.
std::string generated_table(std::size_t rows, std::size_t columns) {
  Random random({.seed = 3});
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) text += (i ? ",c" : "c") + std::to_string(i);
  text += "\n";
  char cell[40];
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const double value = random.normal() * std::pow(10.0, random.uniform(-9, 9));
      std::snprintf(cell, sizeof cell, "%s%.17g", i ? "," : "", value);
      text += cell;
    }
    text += row % 7 == 0 ? "\r\n" : "\n";
  }
  return text;
}

TEST(Table, LargeTablesReadTheSameWithAnyNumberOfThreads) {
  const std::string text = generated_table(40'000, 7);
  const auto one = read_text(text, {.threads = 1});
  ASSERT_TRUE(one.ok()) << error_of(one);
  EXPECT_EQ(one->rows(), 40'000U);
  for (const unsigned threads : {2U, 5U}) {
    const auto many = read_text(text, {.threads = threads});
    ASSERT_TRUE(many.ok());
    EXPECT_EQ(many->columns, one->columns);
  }
}

TEST(Table, RecordsMayBeCutByTheBordersOfBlocksAnywhere) {
  std::string text = "a,\"b\nc\",d\r\n";
  while (text.size() < 70'000) text += "1.5,\"x,\n\"\"y\",3e2\r\n\n-4,z,\" 6\"\n";
  const auto columns_by = [&](std::size_t bytes) {
    auto reader = TableReader::over(text, "t", {.threads = 1, .block_bytes = bytes});
    return reader->read(std::vector<std::size_t>{0, 2}).value().columns;
  };
  const Rows whole = columns_by(text.size() + 1);
  EXPECT_EQ(whole[1][0] + whole[1][1], 306);
  for (const std::size_t bytes : {1U, 2U, 3U, 7U, 11U, 64U, 1000U, 69'999U}) {
    EXPECT_EQ(columns_by(bytes), whole) << bytes;
  }
}

TEST(Table, TheFirstFaultOfALargeTableIsReportedWithItsLine) {
  std::string text = generated_table(40'000, 3);
  text += "1,fault,3\n1,2,3\n1,later,3\n";
  for (const unsigned threads : {1U, 4U}) {
    EXPECT_THAT(error_of(read_text(text, {.threads = threads})),
                HasSubstr("test.csv:40002: column \"c1\" is not a number: \"fault\""));
  }
}

}  // namespace
}  // namespace cambrian::regression
