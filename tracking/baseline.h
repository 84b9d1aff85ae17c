#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/finding.h"
#include "rules/registry.h"

namespace schemalint {

struct Project;

/// The findings that a team lives with for now: their identities, ordered bytewise. Findings that
/// share one stand there as often as there are.
class Baseline {
 public:
  Baseline() = default;
  explicit Baseline(std::vector<std::string> entries);
  /// With an entry for each of the findings.
  explicit Baseline(const std::vector<Finding>& findings);
  /// Reads to_text(), in any order, with CRLF, a byte order mark, blank lines and comments. Raises
  /// Error, with `file` (for people) and the line, for a line that is no identity, for what a merge
  /// left behind and for another version of the format.
  static Baseline parse(std::string_view text, const std::string& file);

  const std::vector<std::string>& entries() const { return entries_; }
  /// A comment, then an entry a line. Nothing but the entries has a say in it.
  std::string to_text() const;
  /// The entries that `other` has not, or has less often.
  std::vector<std::string> without(const Baseline& other) const;

 private:
  std::vector<std::string> entries_;
};

/// Whether a text begins as to_text() does, in any version of the format.
bool is_headed(std::string_view text);

/// What a baseline and the findings of a run have in common.
struct BaselineMatch {
  std::vector<bool> accepted;        ///< of each finding; of those alike, the first ones
  std::vector<std::string> missing;  ///< entries without a finding, in order
};

BaselineMatch match(const Baseline& baseline, const std::vector<Finding>& findings);

/// Whether a run can say that an entry is mended: its rule is among those that ran and had what it
/// looks at.
bool is_judged(std::string_view entry, const std::vector<const RuleEntry*>& rules,
               const Project& project);

/// The rule of an entry.
std::string_view rule_of(std::string_view entry);

}  // namespace schemalint
