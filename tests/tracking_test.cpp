#include <doctest/doctest.h>

#include "tracking/burn_down.h"
#include "tracking/days.h"
#include "tracking/forecast.h"
#include "tracking/history.h"
#include "tracking/metrics.h"
#include "tracking/owners.h"

using namespace schemalint;

namespace {

TrackedFinding found(const char* rule, const char* object) {
  TrackedFinding finding;
  finding.rule = rule;
  finding.object = object;
  finding.identity = std::string(rule) + "\t" + object;
  finding.path = "app/models.py";
  return finding;
}

Snapshot at(const char* day, std::vector<TrackedFinding> findings) {
  Snapshot snapshot;
  snapshot.day = day;
  snapshot.findings = std::move(findings);
  return snapshot;
}

Commit commit_on(const char* day) {
  return {.id = day, .time = day_number(day) * 86400};
}

std::string picked(const std::vector<Commit>& commits, Interval interval) {
  std::string text;
  for (const Commit& commit : one_each(commits, interval)) text += commit.id.substr(5) + " ";
  return text;
}

Milestone milestone_of(WorkItem item) {
  Milestone milestone;
  milestone.start = "2026-06-29";
  milestone.items.push_back(std::move(item));
  return milestone;
}

Forecast forecast_for(std::vector<std::pair<const char*, double>> left) {
  std::vector<Point> points;
  for (const auto& [day, points_left] : left)
    points.push_back({.day = day, .points_left = points_left});
  return forecast_of(points);
}

}  // namespace

TEST_CASE("tracking: days and weeks") {
  CHECK(day_number("1970-01-01") == 0);
  CHECK(day_number("2026-06-29") == 20633);
  CHECK(day_text(day_number("2024-02-29")) == "2024-02-29");
  CHECK(day_text(day_number("1969-12-31")) == "1969-12-31");
  CHECK(week_number(day_number("2026-06-28")) + 1 == week_number(day_number("2026-06-29")));
  CHECK(week_number(day_number("2026-06-29")) == week_number(day_number("2026-07-05")));
  CHECK(week_number(day_number("1969-12-28")) + 1 == week_number(day_number("1969-12-29")));
}

TEST_CASE("tracking: the last commit of each interval") {
  const std::vector<Commit> commits = {commit_on("2026-06-26"), commit_on("2026-06-29"),
                                       commit_on("2026-07-01"), commit_on("2026-07-01"),
                                       commit_on("2026-07-14")};
  CHECK(picked(commits, Interval::week) == "06-26 07-01 07-14 ");
  CHECK(picked(commits, Interval::month) == "06-29 07-14 ");
  CHECK(picked(commits, Interval::day) == "06-26 06-29 07-01 07-14 ");
  CHECK(picked(commits, Interval::commit) == "06-26 06-29 07-01 07-01 07-14 ");
  // A clock that went backwards begins no interval of its own.
  CHECK(picked({commit_on("2026-07-14"), commit_on("2026-07-01")}, Interval::week) == "07-01 ");
  CHECK(picked({}, Interval::week).empty());
}

TEST_CASE("tracking: a work item is what of its findings is gone") {
  const Milestone milestone =
      milestone_of({.name = "lazy", .rules = {"implicit-lazy"}, .points = 10, .week = 1});
  const WorkItems items(milestone);
  BurnDown burn_down(milestone, items);
  const TrackedFinding a = found("implicit-lazy", "A.b");
  const TrackedFinding b = found("implicit-lazy", "B.c");
  const TrackedFinding other = found("postgres-enum", "mood");
  const auto left = [&] { return burn_down.points().back().points_left; };
  const auto& item = burn_down.items().front();

  burn_down.add(at("2026-06-29", {a, b, other}));
  CHECK(left() == 10);
  CHECK(item.state == ItemProgress::State::not_begun);
  CHECK_FALSE(item.late);
  burn_down.add(at("2026-07-06", {b}));
  CHECK(left() == 5);
  CHECK(item.mended == 1);
  CHECK(item.state == ItemProgress::State::begun);
  CHECK(item.late);  // its week is over
  CHECK(burn_down.mended().size() == 2);

  SUBCASE("what comes back is left again") {
    burn_down.add(at("2026-07-07", {a, b}));
    CHECK(item.left == 2);
    CHECK(item.mended == 0);
    CHECK(left() == 10);
  }
  SUBCASE("what a comment takes back is neither left nor mended") {
    Snapshot hidden = at("2026-07-07", {});
    hidden.suppressed = {b.identity};
    burn_down.add(hidden);
    CHECK(item.left == 0);
    CHECK(item.mended == 1);
    CHECK(item.state == ItemProgress::State::done);
    hidden.suppressed.insert(a.identity);
    burn_down.add(hidden);
    CHECK(item.mended == 0);
  }
  SUBCASE("what its rule does not look at any more is not mended") {
    TrackedFinding lock = found("missing-lock-timeout", "orders");
    lock.path = "alembic/versions/1.py";
    burn_down.add(at("2026-07-07", {b, lock}));
    Snapshot next = at("2026-07-08", {b});
    next.closed_revisions = {lock.path};
    const size_t before = burn_down.mended().size();
    burn_down.add(next);
    CHECK(burn_down.mended().size() == before);
  }
  SUBCASE("new findings are new work") {
    burn_down.add(at("2026-07-07", {b, found("implicit-lazy", "C.d")}));
    CHECK(item.left == 2);
    CHECK(item.share == doctest::Approx(1.0 / 3));
  }
}

TEST_CASE("tracking: findings that may stay") {
  CHECK(share_of_findings(0, 0, 0) == 1);  // nothing was ever found
  CHECK(share_of_findings(4, 0, 0) == 0);
  CHECK(share_of_findings(1, 3, 0) == 0.75);
  CHECK(share_of_findings(2, 2, 1) == doctest::Approx(2.0 / 3));
  CHECK(share_of_findings(1, 3, 1) == 1);
  CHECK(share_of_findings(3, 0, 5) == 1);
}

TEST_CASE("tracking: an item that a metric measures") {
  const Bounds at_most{.at_most = 20};
  CHECK(share_of_way({30}, {30}, at_most) == 0);
  CHECK(share_of_way({30}, {25}, at_most) == 0.5);
  CHECK(share_of_way({30}, {35}, at_most) == 0);  // worse than at the start
  CHECK(share_of_way({30}, {20}, at_most) == 1);
  CHECK(share_of_way({20}, {25}, at_most) == 0);  // it was done once
  const Bounds whole{.at_least = 100, .percent = true};
  CHECK(share_of_way({0, 10}, {9, 10}, whole) == doctest::Approx(0.9));
  CHECK_FALSE(is_within({999, 1000}, whole));
  CHECK(is_within({0, 0}, whole));
  CHECK(is_within({85}, {.at_least = 80, .at_most = 110}));
}

TEST_CASE("tracking: measures and bounds in words") {
  CHECK(to_string(Measure{1234}) == "1,234");
  CHECK(to_string(Measure{999, 1000}) == "999 of 1,000 (99 %)");
  CHECK(to_string(Bounds{.at_most = 60}) == "at most 60");
  CHECK(to_string(Bounds{.at_least = 80, .at_most = 110}) == "80 to 110");
  CHECK(to_string(Bounds{.at_least = 100, .percent = true}) == "100 %");
  CHECK(to_string(Bounds{.at_least = 95, .percent = true}) == "at least 95 %");
}

TEST_CASE("tracking: every metric has a name of its own and finds itself") {
  for (const Metric& metric : all_metrics()) CHECK(find_metric(metric.name) == &metric);
  CHECK(find_metric("migration") == nullptr);
}

TEST_CASE("tracking: forecast") {
  SUBCASE("a straight line has no range") {
    const Forecast forecast = forecast_for(
        {{"2026-07-01", 40}, {"2026-07-02", 30}, {"2026-07-03", 20}, {"2026-07-04", 10}});
    CHECK(forecast.day == "2026-07-05");
    CHECK(forecast.low == "2026-07-05");
    CHECK(forecast.high == "2026-07-05");
  }
  SUBCASE("a crooked one has") {
    const Forecast forecast = forecast_for(
        {{"2026-07-01", 40}, {"2026-07-08", 38}, {"2026-07-15", 20}, {"2026-07-22", 18}});
    CHECK(forecast.low < forecast.day);
    CHECK((forecast.high.empty() || forecast.high > forecast.day));
  }
  SUBCASE("none from few points, nor from points of one day") {
    CHECK(forecast_for({{"2026-07-01", 40}, {"2026-07-02", 30}, {"2026-07-03", 20}}).why_not ==
          "fewer than 4 points in time");
    CHECK(forecast_for({{"2026-07-01", 4}, {"2026-07-01", 3}, {"2026-07-01", 2}, {"2026-07-01", 1}})
              .day.empty());
    CHECK_FALSE(forecast_for({}).why_not.empty());
  }
  SUBCASE("none where nothing moves, or it grows") {
    CHECK(forecast_for({{"2026-07-01", 9}, {"2026-07-02", 9}, {"2026-07-03", 9}, {"2026-07-04", 9}})
              .why_not == "what is left does not shrink");
    CHECK(forecast_for({{"2026-07-01", 1}, {"2026-07-02", 2}, {"2026-07-03", 3}, {"2026-07-04", 4}})
              .day.empty());
  }
  SUBCASE("none where it would take for ever, or all is done") {
    CHECK(
        forecast_for(
            {{"2020-07-01", 100}, {"2021-07-01", 99.9}, {"2022-07-01", 99.8}, {"2023-07-01", 99.7}})
            .why_not == "at this speed it takes more than ten years");
    CHECK(forecast_for({{"2026-07-01", 0}}).why_not == "nothing is left");
  }
}

TEST_CASE("tracking: owners") {
  const Owners owners(
      "# who\n"
      "*                @all\r\n"
      "app/models/      @models\n"
      "/alembic/        @platform lena@example.org  # both\n"
      "*.sql            @db\n"
      "docs/*           @writers\n"
      "app/**/secret.py\n"
      "with\\ blank.py  @blank\n"
      "\n"
      "[Database] @section\n"
      "/db/\n"
      "/db/own.py @own\n");
  CHECK(owners.of("setup.py") == "@all");
  CHECK(owners.of("app/models/a.py") == "@models");
  CHECK(owners.of("deep/app/models/a.py") == "@all");  // a slash inside anchors the pattern
  CHECK(owners.of("alembic/versions/001.py") == "@platform, lena@example.org");
  CHECK(owners.of("x/alembic/env.py") == "@all");
  CHECK(owners.of("reports/a.sql") == "@db");
  CHECK(owners.of("docs/a.md") == "@writers");
  CHECK(owners.of("docs/deep/a.md") == "@all");
  CHECK(owners.of("app/x/y/secret.py").empty());
  CHECK(owners.of("with blank.py") == "@blank");
  CHECK(owners.of("db/a.py") == "@section");
  CHECK(owners.of("db/own.py") == "@own");
  CHECK(Owners("").of("a.py").empty());
}
