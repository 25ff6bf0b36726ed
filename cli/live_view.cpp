#include "cli/live_view.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "cli/spread.hpp"
#include "cli/text.hpp"

namespace cambrian::cli {
namespace {

constexpr std::size_t kHeaderLines = 2;  // progress and column titles
constexpr const char* kStopping = "stopping and saving; Ctrl-C again quits at once";

std::string bar(double fraction, std::size_t width) {
  const auto filled = static_cast<std::size_t>(
      std::lround(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(width)));
  std::string text = "[";
  for (std::size_t i = 0; i < width; ++i) text += i < filled ? "█" : "·";
  return text + "]";
}

std::string rates(const SearchStatus& p) {
  std::string text = counted(p.evaluations) + " evaluations";
  if (p.rate > 0) text += ", " + counted(p.rate) + "/s";
  return text;
}

// Time left: by the time limit or, when another limit will come first, by the speed so far.
std::optional<double> seconds_left(const SearchStatus& p) {
  std::optional<double> left;
  if (p.limit) left = std::max(0.0, *p.limit - p.seconds);
  if (p.fraction && *p.fraction > 0.01) {
    const double by_speed = p.seconds * (1 - *p.fraction) / *p.fraction;
    left = left ? std::min(*left, by_speed) : by_speed;
  }
  return left;
}

std::size_t width_of(const std::string& title) {
  return std::max<std::size_t>(10, display_width(title));
}

// What of a front is shown in so many lines, one of which tells of the rest.
Front shortened(Front front, std::size_t room) {
  const std::size_t rows = front.rows.size();
  const std::size_t most = front.alike ? std::min(room, kShownMembers) : room;
  if (rows <= most) return front;
  const std::size_t shown = most - 1;
  std::vector<Front::Row> kept;
  if (front.alike && shown >= 2) {
    for (const std::size_t i : spread(rows, shown)) kept.push_back(front.rows[i]);
  } else {
    kept.assign(front.rows.end() - static_cast<std::ptrdiff_t>(shown), front.rows.end());
  }
  front.rows = std::move(kept);
  return front;
}

std::string progress_line(const SearchStatus& p) {
  if (p.stopping) return kStopping;
  std::string text;
  if (p.fraction) text = bar(*p.fraction, 20) + " ";
  text += duration(p.seconds);
  if (const auto left = seconds_left(p)) text += ", " + duration(*left) + " left";
  return text + "  ·  " + rates(p);
}

}  // namespace

std::vector<std::string> table(const Front& front) {
  std::vector<std::string> lines(1);
  for (const std::string& title : front.titles) {
    lines[0] += pad_left(title, width_of(title)) + "  ";
  }
  lines[0] += front.text;
  for (const Front::Row& row : front.rows) {
    std::string& line = lines.emplace_back();
    for (std::size_t k = 0; k < front.titles.size(); ++k) {
      line += pad_left(brief(row.values[k]), width_of(front.titles[k])) + "  ";
    }
    line += row.text;
  }
  return lines;
}

std::vector<std::string> picture(const SearchStatus& progress, const Screen& screen) {
  // The last screen line stays free for the cursor.
  const std::size_t room = screen.height > kHeaderLines + 2 ? screen.height - kHeaderLines - 1 : 1;
  std::vector<std::string> lines = table(shortened(progress.front, room));
  const std::size_t rows = progress.front.rows.size();
  const std::size_t left_out = rows + 1 - lines.size();
  if (left_out > 0) {
    lines.insert(lines.begin() + 1, std::string(12, ' ') + "(" + std::to_string(left_out) +
                                        (progress.front.alike ? " more between these)" : " more)"));
  }
  if (rows == 0) lines.push_back(std::string(12, ' ') + "(" + progress.front.nothing + ")");
  lines.insert(lines.begin(), progress_line(progress));
  for (std::string& line : lines) line = clip(line, screen.width);
  return lines;
}

std::string plain_line(const SearchStatus& progress) {
  std::string text = duration(progress.seconds) + "  " + rates(progress);
  if (const auto left = seconds_left(progress)) text += ", " + duration(*left) + " left";
  const Front& front = progress.front;
  if (!front.rows.empty()) {
    const Front::Row& last = front.rows.back();
    for (std::size_t k = 0; k < front.titles.size(); ++k) {
      text += "  " + front.titles[k] + " " + brief(last.values[k]);
    }
    text += "  " + last.text;
  }
  return clip(text, 200);
}

LiveView::LiveView(int descriptor, bool quiet)
    : descriptor_(descriptor), quiet_(quiet), live_(screen_of(descriptor).live) {}

LiveView::~LiveView() { erase(); }

bool LiveView::due(const SearchStatus& progress) {
  using namespace std::chrono_literals;
  const Clock::time_point now = Clock::now();
  const auto since = last_ ? now - *last_ : Clock::duration::max();
  const bool stop_is_news = progress.stopping && !told_stopping_;
  const bool changed = progress.front != last_front_;
  const bool time = live_ ? since >= 100ms : (changed && since >= 1s) || since >= 10s;
  if (!time && !stop_is_news) return false;
  last_ = now;
  return true;
}

void LiveView::show(const SearchStatus& progress) {
  if (quiet_ || !due(progress)) return;
  if (live_) {
    draw(progress, screen_of(descriptor_));
  } else if (progress.stopping && !told_stopping_) {
    quiet_ = !write_all(descriptor_, std::string(kStopping) + "\n");
  } else {
    quiet_ = !write_all(descriptor_, plain_line(progress) + "\n");
  }
  last_front_ = progress.front;
  told_stopping_ = progress.stopping;
}

void LiveView::draw(const SearchStatus& progress, const Screen& screen) {
  // One write per picture, so that nothing flickers; each line is cleared after its new text.
  std::string out = back_to_top(screen.width);
  drawn_.clear();
  for (const std::string& line : picture(progress, screen)) {
    out += line + "\x1b[K\n";
    drawn_.push_back(display_width(line));
  }
  quiet_ = !write_all(descriptor_, out + "\x1b[J");
}

std::string LiveView::back_to_top(std::size_t width) const {
  std::size_t up = 0;
  // A window made narrower has folded the lines that are on it.
  for (const std::size_t columns : drawn_) {
    up += std::max<std::size_t>(1, (columns + width - 1) / width);
  }
  return up == 0 ? "\r" : "\r\x1b[" + std::to_string(up) + "A";
}

void LiveView::erase() {
  if (drawn_.empty()) return;
  write_all(descriptor_, back_to_top(screen_of(descriptor_).width) + "\x1b[J");
  drawn_.clear();
}

void LiveView::note(const std::string& line) {
  if (quiet_) return;
  erase();
  write_all(descriptor_, "cambrian: " + line + "\n");
}

}  // namespace cambrian::cli
