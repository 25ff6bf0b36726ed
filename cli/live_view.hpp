// LiveView: what a person sees on stderr while a search runs: a table that is redrawn in place on a
// terminal, one plain line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/screen.hpp"

namespace cambrian::cli {

/// The best that a search has found so far, as a table.
struct Front {
  struct Row {
    std::vector<double> values;  ///< one for each title
    std::string text;            ///< the formula, or the candidate
    bool operator==(const Row&) const = default;
  };
  std::vector<std::string> titles{};    ///< of the values
  std::string text = "candidate";       ///< title of the texts
  std::string nothing = "nothing yet";  ///< in place of rows
  std::vector<Row> rows{};
  bool alike = false;  ///< of too many rows some are shown, evenly; else the last ones
  bool operator==(const Front&) const = default;
};

/// The front as lines: a heading, then the rows.
std::vector<std::string> table(const Front& front);

/// The state of a search at one moment.
struct SearchStatus {
  Front front{};
  double evaluations = 0;
  double rate = 0;                   ///< evaluations per second
  double seconds = 0;                ///< since the search began
  std::optional<double> limit{};     ///< seconds allowed
  std::optional<double> fraction{};  ///< done, 0..1, when some limit is set
  bool stopping = false;             ///< a stop was asked for; results are being saved
};

/// The lines of one picture, each at most `width` columns, at most `height` lines; pure.
std::vector<std::string> picture(const SearchStatus& progress, const Screen& screen);
/// The same in one line, for logs and pipes.
std::string plain_line(const SearchStatus& progress);

/// Draws on a descriptor. Used by one thread. A write that fails ends the drawing, never the run.
class LiveView {
 public:
  /// `quiet` draws nothing at all.
  LiveView(int descriptor, bool quiet);
  /// Erases the table.
  ~LiveView();
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  /// Draws when it is time to (ten times a second at most; plain lines when the front changed, once
  /// a second at most, or after ten seconds of silence).
  void show(const SearchStatus& progress);
  void erase();
  /// A line that stays, e.g. a warning.
  void note(const std::string& line);

 private:
  void draw(const SearchStatus& progress, const Screen& screen);
  bool due(const SearchStatus& progress);
  /// What takes the cursor to where the present picture begins.
  std::string back_to_top(std::size_t width) const;

  using Clock = std::chrono::steady_clock;
  int descriptor_;
  bool quiet_;
  bool live_;
  std::vector<std::size_t> drawn_;  ///< columns of each line now on the screen
  Front last_front_;
  std::optional<Clock::time_point> last_;
  bool told_stopping_ = false;
};

}  // namespace cambrian::cli
