#include <fmt/core.h>

#include <algorithm>

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

std::string signed_count(size_t before, size_t after) {
  if (after >= before) return fmt::format("+{}", after - before);
  return fmt::format("−{}", before - after);
}

std::string headline(const Review& review) {
  std::string text = "## Schema review\n\n";
  text += fmt::format("**{} new, {} mended** ({} findings: {} → {})",
                      counted(review.found.size(), "finding"), grouped(review.mended.size()),
                      signed_count(review.before.findings, review.after.findings),
                      grouped(review.before.findings), grouped(review.after.findings));
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

std::string locks_text(const ReviewedStep& step) {
  std::vector<std::string> parts;
  for (const Lock& lock : step.locks) {
    const std::string_view waits = blocks_reads(lock.mode)    ? ", reads and writes wait"
                                   : blocks_writes(lock.mode) ? ", writes wait"
                                                              : "";
    parts.push_back(fmt::format("{} on {}{}", to_string(lock.mode),
                                markdown_cell(lock.relation.text()), waits));
  }
  return join(parts, "; ");
}

std::string work_text(const ReviewedStep& step) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view what, const std::vector<std::string>& relations) {
    if (!relations.empty())
      parts.push_back(fmt::format("{} {}", what, markdown_cell(join(relations))));
  };
  add("reads all of", step.scans);
  add("rewrites", step.rewrites);
  add("builds an index of", step.index_builds);
  if (!step.in_transaction) parts.push_back("outside of a transaction");
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
  for (const ReviewedStep& step : revision.steps)
    section.add(fmt::format("| {} | {} | {} | {} |\n", markdown_cell(step.what), locks_text(step),
                            work_text(step), deployment_text(step.deployment)));
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
      changes_text("What only the models change", review.only_in_models),
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
