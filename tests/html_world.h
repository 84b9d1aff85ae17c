#pragma once

#include <fmt/core.h>

#include <string>
#include <utility>

#include "tracking/days.h"
#include "tracking/progress.h"

namespace schemalint {

/// A clean-up made by hand: a milestone of two items and a history of weekly snapshots.
struct HtmlWorld {
  static constexpr int64_t first_day = 20'633;  // 2026-06-29, a Monday

  Progress progress;

  /// `weeks` points, each with five points and ten findings less than the one before.
  explicit HtmlWorld(size_t weeks) {
    progress.project = "shop";
    progress.milestone.name = "Database review";
    progress.milestone.start = "2026-06-29";
    progress.milestone.until = "2026-09-20";
    progress.milestone.items = {work_item("keys", "Keys of tenants", "P0", 40),
                                work_item("loaders", "Loaders", "P1", 56)};
    progress.total_points = 96;
    for (size_t week = 0; week < weeks; week++) add_point(week);
    progress.points_left = weeks == 0 ? 96 : progress.points.back().points_left;
    progress.day = weeks == 0 ? "2026-06-29" : progress.points.back().day;
    progress.commit = "0123456789abcdef0123456789abcdef01234567";
    for (const WorkItem& item : progress.milestone.items) {
      ItemProgress each;
      each.item = &item;
      each.state = ItemProgress::State::begun;
      each.left = 12;
      each.share = 0.5;
      each.points_left = static_cast<double>(item.points) / 2;
      progress.items.push_back(each);
    }
    progress.line = GoalLine{.day = progress.day, .allowed = 40, .left = progress.points_left};
    progress.forecast.why_not = "fewer than 4 points";
  }
  HtmlWorld(const HtmlWorld&) = delete;  // items point into the milestone
  HtmlWorld& operator=(const HtmlWorld&) = delete;

  static WorkItem work_item(std::string name, std::string title, std::string priority,
                            int64_t points) {
    WorkItem item;
    item.name = std::move(name);
    item.title = std::move(title);
    item.priority = std::move(priority);
    item.points = points;
    return item;
  }

  void add_point(size_t week) {
    Point point;
    point.commit = fmt::format("{:040x}", week + 1);
    point.subject = fmt::format("work of week {}", week + 1);
    point.day = day_text(first_day + 7 * static_cast<int64_t>(week));
    point.findings = 200 - 10 * week;
    point.points_left = 96 - 5.0 * static_cast<double>(week);
    point.items_left = {30 - week, 20};
    progress.points.push_back(point);
  }

  OpenFinding& add_finding(std::string message) {
    OpenFinding open;
    open.finding.rule = "missing-schema-prefix";
    open.finding.area = "foreign_keys";
    open.finding.message = std::move(message);
    open.finding.path = "app/models/asset.py";
    open.finding.place = {.line = 41, .column = 5};
    open.finding.table = "migration.assets";
    open.since = "2026-06-29";
    open.item = 0;
    progress.findings.push_back(open);
    return progress.findings.back();
  }
};

}  // namespace schemalint
