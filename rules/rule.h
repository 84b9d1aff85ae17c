#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analyzer/change.h"
#include "analyzer/drift/drift.h"
#include "analyzer/finding.h"
#include "analyzer/project.h"

namespace schemalint {

class Context;

/// A suppression comment and what became of each name in it. Known when all other rules have run.
struct SuppressionUse {
  enum class Name : uint8_t {
    used,
    unused,   ///< its rules ran and found nothing there
    not_run,  ///< its rules, or some of an area, did not run on this file: nothing is known
    unknown,  ///< there is no such rule and no such area
  };
  const Suppression& suppression;
  std::vector<Name> names;  ///< one for each of suppression.rules
  bool expired = false;     ///< its end has come: it takes nothing back any more
};

/// The signature of its check decides how often a rule is called; the runner does the walking.
using RuleCheck = std::variant<void (*)(const Project&, Context&),  // once
                               void (*)(const Table&, Context&),    // for every declared table
                               void (*)(const Relationship&, Context&),
                               void (*)(const Step&, Context&),    // every step of an upgrade
                               void (*)(const Change&, Context&),  // the same, with what is around
                               void (*)(const Drift&, Context&),   // once: models and migrations
                               void (*)(const SuppressionUse&, Context&)>;  // every comment, last

/// A snippet that must fire and one that must not: shown by `schemalint rule NAME`, executed by the
/// tests. A line `# file: NAME` (or `-- file: NAME`) begins another file of the snippet.
struct Example {
  std::string_view file;  ///< name of the first file; the ending chooses the parser
  std::string_view bad;
  std::string_view good;  ///< for a rule with a fix: exactly what the fix makes of `bad`
};

struct RuleOption {
  std::string_view key;
  std::variant<bool, int, std::string_view> fallback;
  std::string_view help;
  std::span<const std::string_view> choices{};  ///< the words it may be; empty: any
};

/// Everything there is to know about a rule. The page, the SARIF metadata, the configuration and
/// the first test are made from it.
struct Rule {
  std::string_view name;     ///< kebab-case; names the defect
  std::string_view summary;  ///< one sentence with a full stop
  std::string_view why;      ///< what happens on a running system
  Example example;
  std::string_view not_flagged{};  ///< what it deliberately leaves alone
  std::string_view source{};       ///< where the fact comes from
  Severity severity = Severity::warning;
  bool on_by_default = true;
  Safety fix = Safety::none;
  std::span<const RuleOption> options{};
  RuleCheck check;
};

/// What a check may ask and where it reports. One for each rule in a run: no locking anywhere.
class Context {
 public:
  Context(const Project& project, const Rule& rule) : project_(project), rule_(rule) {}

  const Project& project() const { return project_; }
  const SourceFile& file(Span where) const { return project_.files[where.file]; }
  /// The configured value of one of the rule's options, or its fallback.
  bool flag(std::string_view option) const;
  int number(std::string_view option) const;
  std::string word(std::string_view option) const;
  /// Stamps the rule's name and its severity, or the finding's own.
  void report(Finding finding);
  std::vector<Finding> take() { return std::move(findings_); }

 private:
  const Project& project_;
  const Rule& rule_;
  std::vector<Finding> findings_;
};

}  // namespace schemalint
