#include <doctest/doctest.h>

#include <string>

#include "html_world.h"
#include "parsers/utf8.h"
#include "reports/html/axis.h"
#include "reports/html/days.h"
#include "reports/html/html.h"
#include "reports/html/writing.h"

using namespace schemalint;

namespace {

size_t count(std::string_view text, std::string_view part) {
  size_t number = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    number++;
  return number;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string report(const Progress& progress, const HtmlOptions& options = {}) {
  return html_report(progress, {}, options);
}

/// What stands from the first place of `begin` to the next one of `end`.
std::string_view part(std::string_view text, std::string_view begin, std::string_view end) {
  const size_t at = text.find(begin);
  REQUIRE(at != std::string_view::npos);
  const size_t last = text.find(end, at + begin.size());
  REQUIRE(last != std::string_view::npos);
  return text.substr(at, last - at);
}

}  // namespace

TEST_CASE("html report: where it stands") {
  HtmlWorld world(5);
  Progress& progress = world.progress;
  const std::string page = report(progress);
  CHECK(contains(page, "<strong>76</strong> of 96 points left"));
  CHECK(contains(page, "State of 27 Jul 2026, commit <code>0123456789</code>"));
  CHECK(contains(page, "36 points ahead"));
  CHECK(contains(page, "Because fewer than 4 points."));
  CHECK_FALSE(contains(page, "not committed"));
  progress.line->behind = true;
  progress.line->allowed = 70.5;
  progress.forecast = {
      .day = "2026-10-05", .low = "2026-09-20", .high = "2026-11-01", .why_not = {}};
  progress.uncommitted = true;
  const std::string later = report(progress);
  CHECK(contains(later, "5.5 points behind"));
  CHECK(contains(later, "between 20 Sep 2026 and 1 Nov 2026"));
  CHECK(contains(later, "with changes that are not committed"));
}

TEST_CASE("html report: the burn-down draws as many points as there are") {
  for (const size_t weeks : {1U, 2U, 3U, 12U}) {
    CAPTURE(weeks);
    HtmlWorld world(weeks);
    const std::string page = report(world.progress);
    const std::string_view chart = part(page, "<svg class=\"chart wide\"", "</svg>");
    CHECK(count(chart, "class=\"dot points\"") == weeks);
    CHECK(count(chart, "class=\"spot\"") == weeks);
    CHECK(count(chart, "class=\"line points\"") == (weeks > 1 ? 1 : 0));
    CHECK(count(chart, "class=\"goal\"") == 1);
    CHECK(count(chart, "class=\"range\"") == 0);
    CHECK(contains(page, "There is one snapshot") == (weeks == 1));
    CHECK(contains(page, "There is no forecast: fewer than 4 points.") == (weeks > 1));
  }
}

TEST_CASE("html report: no end of the milestone, no line") {
  HtmlWorld world(3);
  world.progress.milestone.until.clear();
  world.progress.line.reset();
  const std::string page = report(world.progress);
  CHECK(count(page, "class=\"goal\"") == 0);
  CHECK(contains(page, "there is no line to hold"));
}

TEST_CASE("html report: a forecast of years is cut where the paper ends") {
  HtmlWorld world(6);
  Forecast& forecast = world.progress.forecast;
  forecast = {.day = "2026-11-20", .low = "2026-10-01", .high = "2071-01-01", .why_not = {}};
  const std::string page = report(world.progress);
  const std::string_view chart = part(page, "<svg class=\"chart wide\"", "</svg>");
  CHECK(contains(chart, "29 Jun 2026"));
  CHECK_FALSE(contains(chart, " 2027"));
  const std::string_view range = part(chart, "class=\"range\" d=\"", "\"/>");
  CHECK(contains(range, "H1062.0"));  // along the bottom to the right border, then up
  CHECK(contains(page, "between 1 Oct 2026 and 1 Jan 2071"));
  forecast.high.clear();
  CHECK(contains(report(world.progress), "not before 1 Oct 2026, perhaps never"));
}

TEST_CASE("html report: neither milestone nor history nor tables") {
  const std::string page = report({});
  CHECK(contains(page, "No milestone is configured"));
  CHECK(contains(page, "There is no snapshot"));
  CHECK(contains(page, "The project declares no tables."));
  CHECK_FALSE(contains(page, "<svg class=\"chart"));
  CHECK_FALSE(contains(page, "<section id=\"items\""));
  CHECK_FALSE(contains(page, "href=\"#items\""));
  CHECK_FALSE(contains(page, "points left"));
}

TEST_CASE("html report: without a milestone findings alone are drawn") {
  HtmlWorld world(1);
  Progress& progress = world.progress;
  progress.items.clear();
  progress.milestone = {};
  progress.total_points = progress.points_left = 0;
  progress.line.reset();
  CHECK(contains(report(progress), "one point makes no line"));
  world.add_point(1);
  const std::string page = report(progress);
  const std::string_view chart = part(page, "<svg class=\"chart wide\"", "</svg>");
  CHECK(count(chart, "class=\"dot findings\"") == 2);
  CHECK_FALSE(contains(chart, "points"));
}

TEST_CASE("html report: what comes from source code stays text") {
  const std::string hostile =
      "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"quoted\" 'too' & "
      "\xE2\x80\xAE"  // turns the reading direction
      "txet\xFF\x01\nnext";
  HtmlWorld world(2);
  Progress& progress = world.progress;
  progress.project = progress.milestone.name = hostile;
  progress.forecast.why_not = hostile;
  progress.points[0].subject = hostile;
  WorkItem& item = progress.milestone.items[0];
  item.name = item.title = item.priority = hostile;
  item.issue = "javascript:alert(1)";
  OpenFinding& open = world.add_finding(hostile);
  open.finding.help = open.finding.table = open.finding.object = open.owner = hostile;
  open.finding.path = "javascript:alert(1)//\"><b>.py";
  progress.oldest = {0};
  progress.criteria = {{.text = hostile, .now = hostile}};
  for (auto* groups :
       {&progress.by_priority, &progress.by_area, &progress.by_table, &progress.by_owner})
    groups->push_back({.name = hostile, .left = 1});
  OpenSuppression suppression;
  suppression.suppression = {.path = hostile,
                             .line = 3,
                             .rules = {hostile},
                             .reason = hostile,
                             .until = hostile,
                             .until_revision = hostile};
  progress.suppressions = {suppression};
  progress.stats.index_methods = progress.stats.loaders = {{hostile, 1}};
  progress.stats.explicit_indexes = progress.stats.relationships = 1;
  const std::string page = report(progress, {.source_base = "https://host/\"><b>/"});
  CHECK(count(page, "<script") == 1);
  CHECK(count(page, "</script") == 1);
  CHECK_FALSE(contains(page, "<img"));
  CHECK_FALSE(contains(page, "<b>"));
  CHECK_FALSE(contains(page, "href=\"javascript"));
  CHECK_FALSE(contains(page, "\xE2\x80\xAE"));
  CHECK_FALSE(contains(page, "\x01"));
  CHECK(valid_utf8(page) == page);
  CHECK(contains(page, "javascript%3Aalert%281%29//%22%3E%3Cb%3E.py#L41"));
}

TEST_CASE("html report: five thousand findings") {
  HtmlWorld world(2);
  for (size_t i = 0; i < 5000; i++) {
    OpenFinding& open = world.add_finding(
        fmt::format("foreign key of migration.assets.owner_{} names its table without schema", i));
    open.finding.help = "write the schema: `ForeignKey(\"migration.owners.id\")`";
    open.finding.table = fmt::format("migration.table_{}", i % 300);
    open.owner = i % 2 == 0 ? "@team-billing" : "";
  }
  const std::string page = report(world.progress);
  CHECK(count(page, "<tr id=\"f") == 5000);
  CHECK(page.size() < 4'000'000);
  CHECK(report(world.progress) == page);
}

TEST_CASE("html report: a finding leads to its line and its rule") {
  HtmlWorld world(2);
  world.add_finding("a foreign key names no schema");
  const std::string page = report(world.progress, {.source_base = "https://host/blob/main/",
                                                   .rule_base = "https://host/rules/"});
  const std::string_view row = part(page, "<tr id=\"f0\"", "</tr>");
  CHECK(contains(row, "href=\"https://host/blob/main/app/models/asset.py#L41\""));
  CHECK(contains(row, "href=\"#rule-missing-schema-prefix\""));
  const std::string_view rule = part(page, "id=\"rule-missing-schema-prefix\"", "</details>");
  CHECK(contains(rule, "href=\"https://host/rules/missing-schema-prefix\""));
  CHECK(contains(rule, "1 finding<"));
}

TEST_CASE("html report: axes") {
  CHECK(html::number_ticks(0, 5) == std::vector<double>{0, 1});
  CHECK(html::number_ticks(3, 5) == std::vector<double>{0, 1, 2, 3});
  CHECK(html::number_ticks(96, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(html::number_ticks(12'345, 2).back() == 20'000);

  const auto labels = [](std::string_view first, std::string_view last, size_t most) {
    std::string text;
    for (const html::DayTick& tick :
         html::day_ticks(*html::known_day(first), *html::known_day(last), most))
      text += (text.empty() ? "" : ", ") + tick.label;
    return text;
  };
  CHECK(labels("2026-06-29", "2026-07-01", 8) == "29 Jun 2026, 30 Jun, 1 Jul");
  CHECK(labels("2026-06-29", "2026-07-20", 8) == "29 Jun 2026, 6 Jul, 13 Jul, 20 Jul");
  CHECK(labels("2025-11-10", "2026-03-10", 4) == "1 Dec 2025, 1 Jan 2026, 1 Feb, 1 Mar");
  CHECK(labels("1970-01-01", "2999-12-31", 4) == "1 Jan 1970, 31 Dec 2999");
}

TEST_CASE("html report: shares and prose") {
  CHECK(html::percent_text(0) == "0 %");
  CHECK(html::percent_text(0.0001) == "1 %");
  CHECK(html::percent_text(0.9999) == "99 %");
  CHECK(html::percent_text(1) == "100 %");
  CHECK(html::prose("\nA `b < c` d.\n\nE `f.\n") ==
        "<p>A <code>b &lt; c</code> d.</p><p>E `f.</p>");
}
