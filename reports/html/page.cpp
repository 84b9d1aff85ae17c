#include <fmt/core.h>

#include "reports/diagram/svg.h"
#include "reports/html/assets.h"
#include "reports/html/days.h"
#include "reports/html/html.h"
#include "reports/html/sections.h"
#include "reports/html/writing.h"

namespace schemalint {

namespace html {

namespace {

/// Nothing is loaded and only our own script runs. Styles need no hash: they can neither run nor
/// load anything, and those of the diagram are put together when the page is written.
std::string security_policy() {
  return fmt::format(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'sha256-{}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n",
      script_hash);
}

std::string title_of(const Progress& progress) {
  if (progress.milestone.name.empty()) return shown(progress.project);
  return shown(progress.milestone.name) + " – " + shown(progress.project);
}

std::string state_of(const Progress& progress) {
  std::string text = "State of " + shown(day_words(progress.day));
  if (!progress.commit.empty())
    text += fmt::format(", commit <code>{}</code>", shown(progress.commit.substr(0, 10)));
  if (progress.uncommitted)
    text += fmt::format(
        " <span class=\"chip bad\">{}</span>",
        progress.commit.empty() ? "not committed" : "with changes that are not committed");
  return text;
}

std::string milestone_span(const Milestone& milestone) {
  if (milestone.until.empty()) return {};
  const std::string until = shown(day_words(milestone.until));
  if (milestone.start.empty()) return fmt::format("<p>Until {}</p>\n", until);
  return fmt::format("<p>{} to {}</p>\n", shown(day_words(milestone.start)), until);
}

std::string header(const Progress& progress) {
  const std::string& name = progress.milestone.name;
  return fmt::format(
      "<header>\n<div>\n<p class=\"project\">{}</p>\n<h1>{}</h1>\n{}<p>{}</p>\n</div>\n<button "
      "type=\"button\" class=\"controls theme\" aria-pressed=\"false\">Dark colours</button>\n"
      "</header>\n",
      name.empty() ? "Schema report" : shown(progress.project),
      shown(name.empty() ? progress.project : name), milestone_span(progress.milestone),
      state_of(progress));
}

/// Links to the sections that the page has.
std::string navigation(const std::string& sections) {
  struct Entry {
    std::string_view id, label;
  };
  constexpr Entry entries[] = {
      {"summary", "Summary"},  {"criteria", "Criteria"}, {"burn-down", "Burn-down"},
      {"items", "Work items"}, {"metrics", "Metrics"},   {"make-up", "Make-up"},
      {"groups", "Groups"},    {"oldest", "Oldest"},     {"suppressions", "Suppressions"},
      {"diagram", "Schema"},   {"findings", "Findings"}, {"rules", "Rules"}};
  std::string links;
  for (const Entry& entry : entries)
    if (sections.find(fmt::format("<section id=\"{}\"", entry.id)) != std::string::npos)
      links += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", entry.id, entry.label);
  return "<nav aria-label=\"Sections\"><ul>\n" + links + "</ul></nav>\n";
}

}  // namespace

}  // namespace html

std::string html_report(const Progress& progress, const Project& project,
                        const HtmlOptions& options) {
  using namespace html;
  const Page page{progress, project, options};
  const std::string sections = headline(page) + criteria_section(page) + burn_down_section(page) +
                               items_section(page) + metrics_section(page) + make_up_section(page) +
                               groups_section(page) + oldest_section(page) +
                               suppressions_section(page) + diagram_section(page) +
                               findings_section(page) + rules_section(page);
  std::string text = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  text += security_policy();
  text +=
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
      "name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n";
  text += "<title>" + title_of(progress) + "</title>\n";
  text += "<style>" + diagram_style() + std::string(style) + "</style>\n</head>\n<body>\n";
  text += "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n";
  text += header(progress) + navigation(sections);
  text += "<main id=\"main\">\n" + sections + "</main>\n";
  text += fmt::format("<footer><p>Written by schemalint {}.</p></footer>\n", SCHEMALINT_VERSION);
  text += "<script>" + std::string(script) + "</script>\n</body>\n</html>\n";
  return text;
}

}  // namespace schemalint
