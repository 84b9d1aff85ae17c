#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/words.h"
#include "reports/markup.h"
#include "reports/progress/progress.h"
#include "reports/review/review.h"

namespace schemalint {

namespace {

// GitHub refuses a comment of more than 65,536 characters.
constexpr size_t most_bytes = 64'000;
constexpr size_t most_of_a_section = 14'000;

/// A section whose rows are added as long as there is room.
class Section {
 public:
  explicit Section(std::string head) : text_(std::move(head)) {}

  void add(const std::string& row) {
    if (left_out_ > 0 || text_.size() + row.size() > most_of_a_section) {
      ++left_out_;
    } else {
      text_ += row;
    }
  }
  std::string take() {
    if (left_out_ > 0) text_ += fmt::format("\n… and {} more.\n", left_out_);
    return std::move(text_) + "\n";
  }

 private:
  std::string text_;
  size_t left_out_ = 0;
};

std::string headline(const Review& review) {
  std::string text = "## Schema review\n\n";
  text += fmt::format("**{} new, {} mended**", counted(review.found.size(), "finding"),
                      grouped(review.mended.size()));
  if (review.out_of_sight > 0)
    text +=
        fmt::format(", {} of revisions that are no longer the last", grouped(review.out_of_sight));
  text += fmt::format(" · {} → {}", grouped(review.before.findings),
                      counted(review.after.findings, "finding"));
  if (review.after.points_left)
    text +=
        fmt::format(" · {} of {} left (before {})", points_text(*review.after.points_left),
                    counted_points(review.total_points), points_text(*review.before.points_left));
  text +=
      fmt::format(" · {} · {}\n\n",
                  counted(review.changes.size(), "change of the schema", "changes of the schema"),
                  counted(review.revisions.size(), "new revision"));
  return text;
}

std::string changes_text(std::string_view title, const std::vector<Difference>& changes) {
  if (changes.empty()) return {};
  Section section(fmt::format("### {}\n\n| | Object | Change |\n|---|---|---|\n", title));
  for (const Difference& change : changes) {
    const std::string was = change.present ? markdown_cell(*change.present) : std::string();
    const std::string is = change.wanted ? markdown_cell(*change.wanted) : std::string();
    const bool both = change.present && change.wanted;
    section.add(fmt::format("| {} {} | {} | {}{}{} |\n",
                            change.sign() == '+'   ? "add"
                            : change.sign() == '-' ? "drop"
                                                   : "change",
                            change.kind, markdown_cell(change.object), was, both ? " → " : "", is));
  }
  return section.take();
}

constexpr size_t most_names = 8;

std::string listed(std::vector<std::string> names) {
  const size_t all = names.size();
  if (all > most_names) names.resize(most_names);
  std::string text = markdown_cell(join(names));
  return all > most_names ? fmt::format("{} and {} more", text, all - most_names) : text;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
}

/// Steps of a revision that do the same to several objects: one row.
struct Row {
  const ReviewedStep* first = nullptr;
  std::vector<std::string> objects, scans, rewrites, index_builds;
  std::map<LockMode, std::vector<std::string>> locks;

  bool takes(const ReviewedStep& step) const {
    return first->verb == step.verb && first->in_transaction == step.in_transaction &&
           first->deployment.when == step.deployment.when &&
           first->deployment.why == step.deployment.why &&
           first->deployment.loses_data == step.deployment.loses_data;
  }
  void add(const ReviewedStep& step) {
    add_once(objects, step.object);
    for (const std::string& name : step.scans) add_once(scans, name);
    for (const std::string& name : step.rewrites) add_once(rewrites, name);
    for (const std::string& name : step.index_builds) add_once(index_builds, name);
    for (const Lock& lock : step.locks) add_once(locks[lock.mode], lock.relation.text());
  }
};

std::vector<Row> rows_of(const std::vector<ReviewedStep>& steps) {
  std::vector<Row> rows;
  for (const ReviewedStep& step : steps) {
    auto row = std::ranges::find_if(rows, [&](const Row& known) { return known.takes(step); });
    if (row == rows.end()) row = rows.insert(rows.end(), Row{.first = &step});
    row->add(step);
  }
  return rows;
}

std::string locks_text(const Row& row) {
  std::vector<std::string> parts;
  for (auto lock = row.locks.rbegin(); lock != row.locks.rend(); ++lock) {
    const std::string_view waits = blocks_reads(lock->first)    ? " (reads and writes wait)"
                                   : blocks_writes(lock->first) ? " (writes wait)"
                                                                : "";
    parts.push_back(fmt::format("{}{} on {}", to_string(lock->first), waits, listed(lock->second)));
  }
  return join(parts, "; ");
}

std::string work_text(const Row& row) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view what, const std::vector<std::string>& relations) {
    if (!relations.empty()) parts.push_back(fmt::format("{} {}", what, listed(relations)));
  };
  add("reads all of", row.scans);
  add("rewrites", row.rewrites);
  add("builds an index of", row.index_builds);
  if (!row.first->in_transaction) parts.push_back("outside of a transaction");
  return join(parts, "; ");
}

std::string deployment_text(const DeploymentAdvice& advice) {
  std::string text(to_string(advice.when));
  if (advice.when == Deployment::neither) text = "**" + text + "**";
  if (!advice.why.empty()) text += ": " + advice.why;
  return advice.loses_data ? text + "; **the data does not come back**" : text;
}

/// The one answer for a whole revision, which runs at once.
std::string order_of(const ReviewedRevision& revision) {
  bool before = false, after = false, neither = false;
  for (const ReviewedStep& step : revision.steps) {
    before |= step.deployment.when == Deployment::before_code;
    after |= step.deployment.when == Deployment::after_code;
    neither |= step.deployment.when == Deployment::neither;
  }
  if (neither || (before && after))
    return "**no order suits both versions of the code: split it, or stop the old code first**";
  if (before) return "run it **before** the new code";
  if (after) return "run it **after** the old code is gone";
  return "its order does not matter";
}

std::string revision_text(const ReviewedRevision& revision) {
  Section section(fmt::format("#### {}{}{}\n\n", markdown_cell(revision.id),
                              revision.message.empty() ? "" : ": ",
                              markdown_cell(revision.message)));
  section.add(fmt::format("{}: {}.\n\n", markdown_cell(revision.path), order_of(revision)));
  if (revision.steps.empty()) return section.take();
  section.add("| Step | Locks | Work | Deployment |\n|---|---|---|---|\n");
  for (const Row& row : rows_of(revision.steps))
    section.add(fmt::format("| {} {} | {} | {} | {} |\n", row.first->verb, listed(row.objects),
                            locks_text(row), work_text(row),
                            deployment_text(row.first->deployment)));
  return section.take();
}

std::string revisions_text(const Review& review) {
  if (review.revisions.empty()) return {};
  std::string text = "### Migrations\n\n";
  for (size_t at = 0; at < review.revisions.size(); ++at) {
    const std::string one = revision_text(review.revisions[at]);
    if (text.size() + one.size() > 2 * most_of_a_section)
      return text +
             fmt::format("… and {} more.\n\n", counted(review.revisions.size() - at, "revision"));
    text += one;
  }
  return text;
}

std::string findings_text(std::string_view title, std::vector<TrackedFinding> findings) {
  if (findings.empty()) return {};
  std::ranges::stable_sort(findings, [](const TrackedFinding& a, const TrackedFinding& b) {
    return a.severity > b.severity;
  });
  Section section(
      fmt::format("### {}\n\n| Severity | Rule | Finding | Place |\n|---|---|---|---|\n", title));
  for (const TrackedFinding& finding : findings)
    section.add(fmt::format("| {} | {} | {} | {}:{} |\n", to_string(finding.severity), finding.rule,
                            markdown_cell(finding.message), markdown_cell(finding.path),
                            finding.place.line));
  return section.take();
}

}  // namespace

std::string review_markdown(const Review& review) {
  std::string text = headline(review);
  std::vector<std::string> sections = {
      changes_text("What changes in the schema", review.changes),
      changes_text("Where models and migrations part", review.parted),
      revisions_text(review),
      findings_text("New findings", review.found),
      findings_text("Mended findings", review.mended),
  };
  if (!review.diagram.empty())
    sections.push_back(fmt::format("### Diagram\n\n```mermaid\n{}\n```\n", review.diagram));
  bool left_out = false;
  for (const std::string& section : sections) {
    const bool fits = text.size() + section.size() <= most_bytes;
    if (fits) text += section;
    left_out |= !fits;
  }
  if (left_out)
    text += "Parts are left out for their length: `schemalint review --format json` has all.\n";
  return text;
}

}  // namespace schemalint
