#include "cli/page/page.hpp"

#include <algorithm>

#include "cli/page/film.hpp"

namespace cambrian::cli::page {
namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--text:#1b2430;--dim:#5d6b7a;
--line:#e1e6ec;--c0:#2563c9;--c1:#d9622b;--c2:#1a8f62;--c3:#a63d97;--c4:#b8860b;--c5:#0e8ba8;
--c6:#c2344b;--c7:#66717d}
@media (prefers-color-scheme:dark){:root{--ground:#12161b;--card:#1a2027;--text:#e6ebf1;
--dim:#93a1b0;--line:#2c3540;--c0:#6ea2ff;--c1:#ff9a62;--c2:#4fcf9b;--c3:#dd86d0;--c4:#e2b93f;
--c5:#4cc5de;--c6:#ff7a8c;--c7:#a9b5c1}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 48px}
h1{font-size:24px;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:17px;margin:30px 0 10px}
h2 small{font-size:13px;font-weight:400;color:var(--dim);margin-left:8px}
.sub{color:var(--dim);margin:4px 0 0;overflow-wrap:anywhere}
.chip{display:inline-block;vertical-align:middle;margin-left:10px;padding:1px 10px;
border-radius:99px;font-size:13px;font-weight:500;border:1px solid var(--c7);color:var(--c7)}
.chip.done{color:var(--c2);border-color:var(--c2)}
.chip.running{color:var(--c0);border-color:var(--c0)}
.chip.dead,.chip.failed{color:var(--c6);border-color:var(--c6)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;
margin:20px 0 0}
.card,figure,.frame,details{background:var(--card);border:1px solid var(--line);border-radius:10px}
.card{padding:12px 14px}
.card b{display:block;font-size:20px;line-height:1.3;overflow-wrap:anywhere;
font-variant-numeric:tabular-nums}
.card span{color:var(--dim);font-size:13px}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(440px,100%),1fr));gap:14px}
figure{margin:0;padding:12px 14px 8px}
figcaption{font-weight:600;font-size:14px;margin-bottom:4px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px;color:var(--dim)}
.key{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--dim);font-size:12px}
svg .axis{font-size:13px}
.grid{stroke:var(--line)}
.curve{fill:none;stroke-width:2.2;stroke-linejoin:round}
.band{opacity:.16;stroke:none}
.faint{opacity:.35}
.frame{overflow-x:auto}
.plots+.frame{margin-top:14px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:7px 12px;border-top:1px solid var(--line);vertical-align:top}
tr:first-child th{border-top:0;color:var(--dim);font-weight:500;font-size:13px;white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.t{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:13px;overflow-wrap:anywhere;
min-width:9em}
details{padding:10px 14px;margin-top:16px}
summary{cursor:pointer;font-weight:600}
pre{overflow-x:auto;font:13px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;margin:10px 0 2px}
p{margin:8px 0}
)";

std::string color_rules() {
  std::string rules;
  for (std::size_t i = 0; i < kColors; ++i) {
    const std::string n = std::to_string(i);
    const std::string paint = "var(--c" + n + ")}\n";
    rules += ".curve.c" + n + "{stroke:" + paint + ".band.c" + n + ",.dots.c" + n +
             "{fill:" + paint + ".key.c" + n + "{background:" + paint;
  }
  return rules;
}

std::string key(std::size_t color) {
  return "<i class=\"key c" + std::to_string(color % kColors) + "\"></i>";
}

// Bytes of the well-formed UTF-8 character at `at`; 0: there is none.
std::size_t character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + size > text.size()) return 0;
  for (std::size_t i = at + 1; i < at + size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  return size;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character(text, at);
    const char c = text[at];
    if (size == 0 || (size == 1 && (c == 0x7f || (c >= 0 && c < 0x20 && c != '\n' && c != '\t')))) {
      result += '?';
    } else if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else {
      result += text.substr(at, size);
    }
    at += std::max<std::size_t>(size, 1);
  }
  return result;
}

Page::Page(const std::string& title, const std::string& subtitle, const std::string& chip)
    : title_(title) {
  body_ = "<h1>" + escaped(title);
  if (!chip.empty())
    body_ += "<span class=\"chip " + escaped(chip) + "\">" + escaped(chip) + "</span>";
  body_ += "</h1>\n<p class=\"sub\">" + escaped(subtitle) + "</p>\n";
}

void Page::heading(const std::string& text, const std::string& remark) {
  body_ += "<h2>" + escaped(text);
  if (!remark.empty()) body_ += " <small>" + escaped(remark) + "</small>";
  body_ += "</h2>\n";
}

void Page::cards(const std::vector<Card>& cards) {
  body_ += "<div class=\"cards\">\n";
  for (const Card& card : cards) {
    body_ += "<div class=\"card\"><b>" + escaped(card.value) + "</b><span>" + escaped(card.label) +
             "</span></div>\n";
  }
  body_ += "</div>\n";
}

void Page::plots(const std::vector<Plot>& plots) {
  body_ += "<div class=\"plots\">\n";
  for (const Plot& plot : plots) {
    body_ += "<figure><figcaption>" + escaped(plot.title) + "</figcaption>\n" + plot.svg() +
             "<div class=\"legend\">";
    for (const Series& series : plot.series) {
      if (!series.name.empty())
        body_ += "<span>" + key(series.color) + escaped(series.name) + "</span>";
    }
    body_ += "</div></figure>\n";
  }
  body_ += "</div>\n";
}

void Page::table(const Table& table) {
  const auto numeric = [&](std::size_t i) { return i < table.numeric.size() && table.numeric[i]; };
  body_ += "<div class=\"frame\"><table>\n<tr>";
  for (std::size_t i = 0; i < table.head.size(); ++i) {
    body_ += numeric(i) ? "<th class=\"n\">" : "<th>";
    body_ += escaped(table.head[i]) + "</th>";
  }
  body_ += "</tr>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    body_ += "<tr>";
    for (std::size_t i = 0; i < table.rows[r].size(); ++i) {
      body_ += numeric(i) ? "<td class=\"n\">" : "<td class=\"t\">";
      if (i == 0 && r < table.colors.size()) body_ += key(table.colors[r]);
      body_ += escaped(table.rows[r][i]) + "</td>";
    }
    body_ += "</tr>\n";
  }
  body_ += "</table></div>\n";
}

void Page::fold(const std::string& title, const std::string& text) {
  body_ += "<details><summary>" + escaped(title) + "</summary><pre>" + escaped(text) +
           "</pre></details>\n";
}

void Page::paragraph(const std::string& text) { body_ += "<p>" + escaped(text) + "</p>\n"; }

void Page::film(const Film& film) { body_ += film_html(film); }

std::string Page::html() const {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n<title>" +
         escaped(title_) + "</title>\n<style>" + kStyle + color_rules() +
         "</style>\n</head>\n"
         "<body><main>\n" +
         body_ + "</main></body>\n</html>\n";
}

}  // namespace cambrian::cli::page
