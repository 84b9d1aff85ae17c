#include "reports/html/writing.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/words.h"
#include "reports/display.h"
#include "reports/markup.h"
#include "reports/sarif_text.h"

namespace schemalint::html {

std::string shown(std::string_view text) {
  return escaped(one_line(text));
}

std::string shown_with_code(std::string_view text) {
  std::string markup;
  while (!text.empty()) {
    const size_t open = text.find('`');
    const size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    markup += shown(text.substr(0, close == std::string_view::npos ? close : open));
    if (close == std::string_view::npos) break;
    markup += "<code>" + shown(text.substr(open + 1, close - open - 1)) + "</code>";
    text.remove_prefix(close + 1);
  }
  return markup;
}

std::string prose(std::string_view text) {
  std::string markup;
  text = trimmed(text);
  while (!text.empty()) {
    const size_t end = text.find("\n\n");
    markup += "<p>" + shown_with_code(text.substr(0, end)) + "</p>";
    text = end == std::string_view::npos ? std::string_view() : trimmed(text.substr(end));
  }
  return markup;
}

std::string percent_text(double share) {
  const int percent = static_cast<int>(std::floor(share * 100));
  if (share > 0 && share < 1) return fmt::format("{} %", std::clamp(percent, 1, 99));
  return fmt::format("{} %", std::clamp(percent, 0, 100));
}

std::string area_text(std::string_view area) {
  std::string text(area);
  std::ranges::replace_if(
      text, [](char c) { return c == '_' || c == '-'; }, ' ');
  return text;
}

std::string section(std::string_view id, std::string_view heading, const std::string& body) {
  if (body.empty()) return {};
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-heading\">\n<h2 id=\"{0}-heading\">{1}</h2>\n{2}"
      "</section>\n",
      id, heading, body);
}

std::string bar(double share, std::string_view css_class) {
  return fmt::format(
      R"(<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">)"
      R"(<rect class="track" width="100" height="8"/><rect class="fill" width="{:.1f}" height="8"/>)"
      "</svg>",
      css_class, std::clamp(share, 0.0, 1.0) * 100);
}

std::string source_link(const Page& page, const std::string& path, uint32_t line) {
  const size_t folder = path.rfind('/') + 1;  // 0 where there is none
  std::string name = shown(path.substr(folder));
  std::string target = page.options.source_base + uri_path(path);
  if (line > 0) {
    name += fmt::format(":{}", line);
    target += fmt::format("#L{}", line);
  }
  const std::string above =
      folder == 0 ? "" : "<span class=\"folder\">" + shown(path.substr(0, folder)) + "</span>";
  return fmt::format(R"(<a class="place" href="{}">{}{}</a>)", escaped(target), above, name);
}

std::string rule_link(std::string_view rule) {
  return fmt::format(R"(<a href="#rule-{0}">{0}</a>)", shown(rule));
}

std::string web_link(const std::string& address, const std::string& markup) {
  if (!address.starts_with("https://") && !address.starts_with("http://")) return markup;
  return fmt::format(R"(<a href="{}" rel="noreferrer">{}</a>)", escaped(address), markup);
}

std::string filter_link(std::string_view filter, const std::string& value) {
  return fmt::format(R"(<a href="#findings" data-filter="{}" data-value="{}">{}</a>)", filter,
                     shown(value), shown(value));
}

std::string since_text(const std::string& day, bool older) {
  const std::string text = "<time>" + shown(day) + "</time>";
  return older ? "before " + text : text;
}

}  // namespace schemalint::html
