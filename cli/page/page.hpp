// Page: an HTML page that needs nothing but itself, light or dark as the reader likes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/page/plot.hpp"
#include "engine/space/playable.hpp"

namespace cambrian::cli::page {

/// Colours that series and legends share; more series begin again.
constexpr std::size_t kColors = 8;

/// Text as it may stand in HTML and in attributes. What is no UTF-8, and control characters, become
/// question marks.
std::string escaped(std::string_view text);

/// A table; cells are text.
struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> numeric = {};        ///< for each column: numbers, to the right
  std::vector<std::size_t> colors = {};  ///< for each row: a dot in this colour; or empty
};

/// A number with a word about it.
struct Card {
  std::string value;
  std::string label;
};

/// Built from top to bottom.
class Page {
 public:
  /// `chip` is a word next to the title (running, done), `subtitle` a line below it.
  Page(const std::string& title, const std::string& subtitle, const std::string& chip = "");
  void heading(const std::string& text, const std::string& remark = "");
  void cards(const std::vector<Card>& cards);
  void plots(const std::vector<Plot>& plots);
  void table(const Table& table);
  /// Folded away until it is wanted, in letters of one width.
  void fold(const std::string& title, const std::string& text);
  void paragraph(const std::string& text);
  /// One at most.
  void film(const Film& film);

  std::string html() const;

 private:
  std::string title_;
  std::string body_;
};

}  // namespace cambrian::cli::page
