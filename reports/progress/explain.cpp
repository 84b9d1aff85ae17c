#include <fmt/core.h>

#include <algorithm>

#include "analyzer/nearest.h"
#include "analyzer/settings.h"
#include "analyzer/words.h"
#include "reports/progress/progress.h"

namespace schemalint {

namespace {

std::string where(const TrackedFinding& finding) {
  return finding.path.empty() ? std::string()
                              : fmt::format("  {}:{}", finding.path, finding.place.line);
}

std::string name_of(const TrackedFinding& finding) {
  std::string name = fmt::format("{}  {}", finding.rule, finding.object);
  if (!finding.detail.empty()) name += fmt::format(" ({})", finding.detail);
  return name;
}

/// The findings of an item, or all of them.
std::string findings_text(const Progress& progress, std::optional<size_t> item) {
  std::string open, mended;
  size_t open_count = 0, mended_count = 0;
  for (const OpenFinding& finding : progress.findings) {
    if (item && finding.item != item) continue;
    ++open_count;
    open += fmt::format("  {}  since {}{}{}\n", name_of(finding.finding),
                        finding.older ? "before " : "", finding.since, where(finding.finding));
  }
  for (const MendedFinding& gone : progress.mended) {
    if (item && gone.item != item) continue;
    ++mended_count;
    mended += fmt::format("  {}  gone on {}{}\n", name_of(gone.finding), gone.day,
                          gone.commit.empty() ? "" : " with " + gone.commit.substr(0, 10));
  }
  return fmt::format("\n{} left:\n{}\n{} mended:\n{}", counted(open_count, "finding"), open,
                     counted(mended_count, "finding"), mended);
}

std::string item_text(const Progress& progress, size_t at) {
  const ItemProgress& item = progress.items[at];
  const WorkItem& work = *item.item;
  std::string text = fmt::format("{}: {}\n", work.name, work.title);
  if (item.now) {
    text += fmt::format(
        "  measured by `{}`: {} at the start, {} now, the goal is {}\n"
        "  share of the way: {:.1f} %\n",
        work.metric, to_string(*item.first), to_string(*item.now), to_string(work.bounds),
        item.share * 100);
  } else {
    text += fmt::format("  findings of {}{}, where no earlier item takes them\n", join(work.rules),
                        work.paths.empty() ? "" : " in " + join(work.paths));
    text += fmt::format("  {} left, {} mended since {}", item.left, item.mended,
                        progress.points.front().day);
    if (work.target > 0) text += fmt::format(", {} may stay", work.target);
    text += fmt::format("\n  share of what has to go: {:.1f} %\n", item.share * 100);
  }
  text += fmt::format("  points left: {} × (1 − {:.3f}) = {:.3f}\n", work.points, item.share,
                      item.points_left);
  return item.now ? text : text + findings_text(progress, at);
}

std::string metric_text(const MetricProgress& metric, const Progress& progress) {
  std::string text =
      fmt::format("{}: {}\n  {} on {}, {} now", metric.metric->name, metric.metric->title,
                  to_string(metric.first), progress.points.front().day, to_string(metric.now));
  if (metric.goal)
    text += fmt::format(", the goal is {}: {}", to_string(*metric.goal),
                        metric.met ? "met" : "not met");
  text += "\n";
  return metric.metric->name == "findings" ? text + findings_text(progress, std::nullopt) : text;
}

}  // namespace

std::string explain(const Progress& progress, const std::string& name) {
  std::vector<std::string> known, texts;
  for (size_t at = 0; at < progress.items.size(); ++at) {
    if (progress.items[at].item->name == name) texts.push_back(item_text(progress, at));
    known.push_back(progress.items[at].item->name);
  }
  // A metric may have the name of an item: then both are meant.
  for (const MetricProgress& metric : progress.metrics) {
    if (metric.metric->name == name) texts.push_back(metric_text(metric, progress));
    known.emplace_back(metric.metric->name);
  }
  if (texts.empty())
    throw Error(fmt::format("--explain: '{}' is no work item and no metric.{} There are {}.", name,
                            did_you_mean(name, known), join(known)));
  return texts.size() == 1 ? texts.front() : texts.front() + "\n" + texts.back();
}

}  // namespace schemalint
