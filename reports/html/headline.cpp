#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "reports/html/days.h"
#include "reports/html/sections.h"
#include "reports/html/writing.h"

// What the person who reports says first: how far, held against the line, and when it will be done.

namespace schemalint::html {

namespace {

std::string tile(std::string_view css_class, std::string_view label, const std::string& value,
                 const std::string& note) {
  return fmt::format(
      "<div class=\"tile {}\"><dt>{}</dt><dd><strong>{}</strong><span>{}</span></dd></div>\n",
      css_class, label, value, note);
}

/// The share of the points that are gone, and where the line wants it to be.
std::string progress_bar(const Progress& progress) {
  const double done = 1 - progress.points_left / progress.total_points;
  std::string markup =
      fmt::format(R"(<svg class="way" viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" )"
                  R"(aria-label="{} of the points are done">)"
                  R"(<rect class="track" width="1000" height="12" y="5"/>)"
                  R"(<rect class="fill" width="{:.1f}" height="12" y="5"/>)",
                  percent_text(done), std::clamp(done, 0.0, 1.0) * 1000);
  if (progress.line) {
    const double wanted = 1 - progress.line->allowed / progress.total_points;
    markup += fmt::format(R"(<rect class="wanted" x="{:.1f}" width="4" height="22"/>)",
                          std::clamp(wanted, 0.0, 1.0) * 996);
  }
  markup += "</svg>\n<p class=\"below\">" + percent_text(done) + " done";
  if (progress.line) markup += ". The mark is where the line wants it to be";
  return markup + ".</p>\n";
}

std::string line_tile(const Progress& progress) {
  if (!progress.line)
    return tile("", "Against the line", "No line", "The milestone has no end to hold it against.");
  const GoalLine& line = *progress.line;
  const double difference = line.left - line.allowed;
  const std::string note = fmt::format("{} points may be left on {}", points_text(line.allowed),
                                       shown(day_words(line.day)));
  if (line.behind)
    return tile("bad", "Against the line", fmt::format("{} points behind", points_text(difference)),
                note);
  if (points_text(difference) == "0" || points_text(difference) == "-0")
    return tile("good", "Against the line", "On the line", note);
  return tile("good", "Against the line", fmt::format("{} points ahead", points_text(-difference)),
              note);
}

std::string forecast_tile(const Progress& progress) {
  const Forecast& forecast = progress.forecast;
  if (progress.points_left <= 0)
    return tile("good", "Forecast", "Done", "No point of any work item is left.");
  if (forecast.day.empty())
    return tile("", "Forecast", "None", "Because " + shown(forecast.why_not) + ".");
  const std::string range =
      forecast.high.empty()
          ? fmt::format("not before {}, perhaps never", shown(day_words(forecast.low)))
          : fmt::format("between {} and {}", shown(day_words(forecast.low)),
                        shown(day_words(forecast.high)));
  return tile("", "Forecast", shown(day_words(forecast.day)), range);
}

std::string mended_text(const Progress& progress) {
  std::string text = counted(progress.mended.size(), "finding") + " mended";
  if (!progress.points.empty()) text += " since " + shown(day_words(progress.points.front().day));
  return text;
}

std::string criteria_tile(const Progress& progress) {
  const auto met = static_cast<size_t>(std::ranges::count_if(progress.criteria, &Criterion::met));
  return tile(met == progress.criteria.size() ? "good" : "", "Success criteria",
              fmt::format("{} of {} met", met, progress.criteria.size()),
              R"(<a href="#criteria">Which they are</a>)");
}

std::string without_points(const Progress& progress) {
  const std::string why =
      progress.milestone.empty()
          ? "No milestone is configured, so this is a report of findings, without points, line and "
            "forecast. <code>schemalint init --milestone</code> writes a first one."
          : "No work item of the milestone has points, so there is nothing to burn down.";
  return fmt::format("<p class=\"big\"><strong>{}</strong> {} left</p>\n<p>{}.</p>\n<p>{}</p>\n",
                     grouped(progress.findings.size()),
                     progress.findings.size() == 1 ? "finding" : "findings", mended_text(progress),
                     why);
}

}  // namespace

std::string headline(const Page& page) {
  const Progress& progress = page.progress;
  std::string body;
  std::string tiles;
  if (page.has_points()) {
    body = fmt::format("<p class=\"big\"><strong>{}</strong> of {} points left</p>\n",
                       points_text(progress.points_left), points_text(progress.total_points));
    body += progress_bar(progress);
    tiles = line_tile(progress) + forecast_tile(progress) +
            tile("", "Findings left", grouped(progress.findings.size()), mended_text(progress));
  } else {
    body = without_points(progress);
  }
  if (!progress.criteria.empty()) tiles += criteria_tile(progress);
  if (!tiles.empty()) body += "<dl class=\"tiles\">\n" + tiles + "</dl>\n";
  return section("summary", "Where it stands", body);
}

std::string criteria_section(const Page& page) {
  std::string rows;
  for (const Criterion& criterion : page.progress.criteria)
    rows += fmt::format(
        "<li class=\"{}\"><span class=\"chip {}\">{}</span> <span>{}</span> <span "
        "class=\"now\">now {}</span></li>\n",
        criterion.met ? "met" : "unmet", criterion.met ? "good" : "bad",
        criterion.met ? "✓ met" : "✗ not met", shown(criterion.text), shown(criterion.now));
  if (rows.empty()) return {};
  return section("criteria", "Success criteria", "<ul class=\"criteria\">\n" + rows + "</ul>\n");
}

}  // namespace schemalint::html
