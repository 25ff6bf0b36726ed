#include "cli/page/film.hpp"

#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

namespace cambrian::cli::page {
namespace {

// Draws frame `at` = [view, shapes...], whose numbers are places in the tables of views and shapes;
// a shape is [paint, width, x, y, x, y, ...].
constexpr const char* kScript = R"(
(() => {
const stage = document.querySelector(".film"), canvas = stage.querySelector("canvas");
const slider = stage.querySelector("input"), button = stage.querySelector("button");
const speed = stage.querySelector("select"), label = stage.querySelector("output");
const pen = canvas.getContext("2d");
let at = 0, playing = true, last = 0;
function draw() {
  const [left, bottom, right, top] = film.views[film.frames[at][0]];
  const shape = (top - bottom) / (right - left);
  const wide = Math.min(stage.clientWidth - 30, Math.max(200, 0.65 * window.innerHeight) / shape);
  const high = wide * shape;
  canvas.style.width = wide + "px";
  const dots = window.devicePixelRatio || 1, scale = wide / (right - left);
  canvas.width = Math.round(wide * dots);
  canvas.height = Math.round(high * dots);
  pen.setTransform(scale * dots, 0, 0, -scale * dots, -left * scale * dots, top * scale * dots);
  pen.lineCap = pen.lineJoin = "round";
  const style = getComputedStyle(document.documentElement);
  for (const index of film.frames[at].slice(1)) {
    const [paint, width, ...points] = film.shapes[index];
    pen.strokeStyle = pen.fillStyle = style.getPropertyValue(film.paints[paint]);
    pen.lineWidth = width;
    pen.beginPath();
    if (points.length == 2) {
      pen.arc(points[0], points[1], width / 2, 0, 2 * Math.PI);
    } else {
      for (let i = 0; i < points.length; i += 2) pen.lineTo(points[i], points[i + 1]);
    }
    if (width > 0 && points.length > 2) pen.stroke(); else pen.fill();
  }
  slider.value = at;
  label.value = at + " of " + (film.frames.length - 1) + " steps";
  button.textContent = playing ? "Pause" : "Play";
}
function tick(now) {
  if (!playing) return;
  const pace = film.seconds * 1000 / speed.value;
  const steps = Math.floor((now - last) / pace);
  if (steps > 0) {
    last = steps > 100 ? now : last + steps * pace;
    at = Math.min(at + Math.min(steps, 100), film.frames.length - 1);
    playing = at < film.frames.length - 1;
    draw();
  }
  requestAnimationFrame(tick);
}
function start() {
  playing = true;
  last = performance.now();
  draw();
  requestAnimationFrame(tick);
}
button.onclick = () => {
  if (playing) { playing = false; draw(); return; }
  if (at == film.frames.length - 1) at = 0;
  start();
};
slider.max = film.frames.length - 1;
slider.oninput = () => { playing = false; at = Number(slider.value); draw(); };
window.addEventListener("resize", draw);
start();
})();
)";

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.5g", value);
  return text;
}

/// Lists of numbers, each of them once.
class Lists {
 public:
  std::size_t place(const std::string& numbers) {
    const auto [item, is_new] = places_.emplace(numbers, places_.size());
    if (is_new) text_ += (text_.empty() ? "[" : ",\n[") + numbers + "]";
    return item->second;
  }
  const std::string& text() const { return text_; }

 private:
  std::map<std::string, std::size_t> places_;
  std::string text_;
};

bool is_finite(const Shape& shape) {
  for (const auto& [x, y] : shape.points)
    if (!std::isfinite(x) || !std::isfinite(y)) return false;
  return std::isfinite(shape.width) && !shape.points.empty();
}

std::string numbers_of(const Shape& shape) {
  std::string text = std::to_string(static_cast<int>(shape.paint)) + "," + number(shape.width);
  for (const auto& [x, y] : shape.points) text += "," + number(x) + "," + number(y);
  return text;
}

std::string data(const Film& film) {
  Lists views;
  Lists shapes;
  std::string frames;
  for (const Frame& frame : film.frames) {
    const std::string view = number(frame.left) + "," + number(frame.bottom) + "," +
                             number(frame.right) + "," + number(frame.top);
    frames += (frames.empty() ? "[" : ",\n[") + std::to_string(views.place(view));
    for (const Shape& shape : frame.shapes)
      if (is_finite(shape)) frames += "," + std::to_string(shapes.place(numbers_of(shape)));
    frames += "]";
  }
  // Colours of the page, for each Paint.
  return "const film = {seconds:" + number(film.seconds) +
         ",paints:[\"--c7\",\"--c0\",\"--c1\",\"--c2\",\"--c6\"],\nviews:[" + views.text() +
         "],\nshapes:[" + shapes.text() + "],\nframes:[" + frames + "]};\n";
}

}  // namespace

std::string film_html(const Film& film) {
  return "<figure class=\"film\"><canvas style=\"display:block;margin:auto\"></canvas>\n"
         "<p><button></button> <select aria-label=\"speed\"><option value=\"0.25\">1/4 x</option>"
         "<option value=\"1\" selected>1 x</option><option value=\"4\">4 x</option></select> "
         "<output></output></p>\n<input type=\"range\" min=\"0\" value=\"0\" "
         "style=\"width:100%\" aria-label=\"step\"/></figure>\n<script>\n" +
         data(film) + kScript + "</script>\n";
}

}  // namespace cambrian::cli::page
