#include "cli/page/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "cli/page/page.hpp"
#include "cli/text.hpp"

namespace cambrian::cli::page {
namespace {

constexpr double kWidth = 640;
constexpr double kHeight = 340;
constexpr double kLeft = 74;
constexpr double kRight = 16;
constexpr double kTop = 14;
constexpr double kBottom = 48;

std::string fixed(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

// One axis: from values to places on the page.
class Axis {
 public:
  Axis(bool log, double begin, double end) : log_(log), begin_(begin), end_(end) {}

  bool shows(double value) const { return std::isfinite(value) && (!log_ || value > 0); }
  void include(double value) {
    if (!shows(value)) return;
    low_ = std::min(low_, scaled(value));
    high_ = std::max(high_, scaled(value));
  }
  void close() {
    if (low_ > high_) low_ = high_ = 0;
    const double pad = high_ > low_ ? 0.03 * (high_ - low_) : std::max(0.5, std::abs(low_) * 0.1);
    low_ -= pad;
    high_ += pad;
  }
  double place(double value) const {
    return begin_ + (end_ - begin_) * (scaled(value) - low_) / (high_ - low_);
  }
  std::vector<double> ticks() const {
    if (log_ && high_ - low_ < 3) return fine_log_ticks();
    std::vector<double> result;
    const double wanted = nice_step((high_ - low_) / 5);
    const double step = log_ ? std::max(std::round(wanted), 1.0) : wanted;
    for (double at = std::ceil(low_ / step) * step; at <= high_; at += step)
      result.push_back(log_ ? std::pow(10, at) : std::abs(at) < step / 1e6 ? 0 : at);
    return result;
  }
  std::string label(double value) const {
    if (std::abs(value) < 1000 || std::abs(value) >= 1e12) return brief(value);
    std::string text = counted(value);  // "10.0k"
    const char unit = text.back();
    text.pop_back();
    while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.'))
      text.pop_back();
    return text + unit;
  }

 private:
  double scaled(double value) const { return log_ ? std::log10(value) : value; }
  static double nice_step(double about) {
    const double unit = std::pow(10, std::floor(std::log10(about)));
    const double digit = about / unit;
    return unit * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  }
  // 1, 2, 5, 10, 20, ...
  std::vector<double> fine_log_ticks() const {
    std::vector<double> result;
    for (double decade = std::floor(low_); decade <= high_; ++decade) {
      for (double digit : {1.0, 2.0, 5.0}) {
        const double tick = digit * std::pow(10, decade);
        if (scaled(tick) >= low_ && scaled(tick) <= high_) result.push_back(tick);
      }
    }
    return result;
  }

  bool log_;
  double begin_;
  double end_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

class Drawing {
 public:
  explicit Drawing(const Plot& plot)
      : plot_(plot),
        x_(plot.log_x, kLeft, kWidth - kRight),
        y_(plot.log_y, kHeight - kBottom, kTop) {
    for (const Series& series : plot.series) {
      for (const auto* points : {&series.curve, &series.low, &series.high, &series.dots}) {
        for (const Point& point : *points) {
          if (!shows(point)) continue;
          x_.include(point.x);
          y_.include(point.y);
        }
      }
    }
    x_.close();
    y_.close();
  }

  std::string svg() {
    out_ = "<svg viewBox=\"0 0 " + fixed(kWidth) + " " + fixed(kHeight) +
           "\" role=\"img\" aria-label=\"" + escaped(plot_.title) + "\">\n";
    grid();
    for (const Series& series : plot_.series) band(series);
    for (const Series& series : plot_.series) dots(series);
    for (const Series& series : plot_.series) curve(series);
    return out_ + "</svg>\n";
  }

 private:
  bool shows(const Point& point) const { return x_.shows(point.x) && y_.shows(point.y); }
  std::string at(const Point& point) const {
    return fixed(x_.place(point.x)) + "," + fixed(y_.place(point.y));
  }

  void line(double x1, double y1, double x2, double y2) {
    out_ += "<line class=\"grid\" x1=\"" + fixed(x1) + "\" y1=\"" + fixed(y1) + "\" x2=\"" +
            fixed(x2) + "\" y2=\"" + fixed(y2) + "\"/>\n";
  }
  void text(double x, double y, const std::string& attributes, const std::string& words) {
    out_ += "<text x=\"" + fixed(x) + "\" y=\"" + fixed(y) + "\" " + attributes + ">" +
            escaped(words) + "</text>\n";
  }

  void grid() {
    const double bottom = kHeight - kBottom;
    for (double tick : x_.ticks()) {
      line(x_.place(tick), kTop, x_.place(tick), bottom);
      text(x_.place(tick), bottom + 17, "text-anchor=\"middle\"", x_.label(tick));
    }
    for (double tick : y_.ticks()) {
      line(kLeft, y_.place(tick), kWidth - kRight, y_.place(tick));
      text(kLeft - 8, y_.place(tick) + 4, "text-anchor=\"end\"", y_.label(tick));
    }
    text((kLeft + kWidth - kRight) / 2, kHeight - 8, "class=\"axis\" text-anchor=\"middle\"",
         plot_.x_name);
    const double middle = (kTop + bottom) / 2;
    text(14, middle,
         "class=\"axis\" text-anchor=\"middle\" transform=\"rotate(-90 14 " + fixed(middle) + ")\"",
         plot_.y_name);
  }

  // Points of a line that goes level until the next one.
  std::vector<Point> steps(const std::vector<Point>& points) const {
    std::vector<Point> result;
    for (const Point& point : points) {
      if (!shows(point)) continue;
      if (!result.empty()) result.push_back({point.x, result.back().y});
      result.push_back(point);
    }
    return result;
  }

  void band(const Series& series) {
    const std::vector<Point> low = steps(series.low);
    std::vector<Point> high = steps(series.high);
    if (low.empty() || high.empty()) return;
    std::reverse(high.begin(), high.end());
    out_ += "<polygon class=\"band c" + std::to_string(series.color % kColors) + "\" points=\"";
    for (const auto* points : {&low, static_cast<const std::vector<Point>*>(&high)}) {
      for (const Point& point : *points) out_ += at(point) + " ";
    }
    out_ += "\"/>\n";
  }

  void curve(const Series& series) {
    const std::vector<Point> points = steps(series.curve);
    if (points.empty()) return;
    out_ += "<polyline class=\"curve c" + std::to_string(series.color % kColors) + "\" points=\"";
    for (const Point& point : points) out_ += at(point) + " ";
    out_ += "\"/>\n";
  }

  void dots(const Series& series) {
    if (series.dots.empty()) return;
    out_ += "<g class=\"dots c" + std::to_string(series.color % kColors) +
            (series.faint ? " faint" : "") + "\">\n";
    for (std::size_t i = 0; i < series.dots.size(); ++i) {
      const Point& point = series.dots[i];
      if (!shows(point)) continue;
      out_ += "<circle cx=\"" + fixed(x_.place(point.x)) + "\" cy=\"" + fixed(y_.place(point.y)) +
              "\" r=\"" + (series.faint ? "1.6" : "4") + "\">";
      if (i < series.tips.size()) out_ += "<title>" + escaped(series.tips[i]) + "</title>";
      out_ += "</circle>\n";
    }
    out_ += "</g>\n";
  }

  const Plot& plot_;
  Axis x_;
  Axis y_;
  std::string out_;
};

}  // namespace

std::string Plot::svg() const { return Drawing(*this).svg(); }

bool wants_log(const std::vector<Point>& points, bool of_x) {
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  for (const Point& point : points) {
    const double value = of_x ? point.x : point.y;
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return low > 0 && high > 50 * low;
}

}  // namespace cambrian::cli::page
