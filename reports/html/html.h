#pragma once

#include <string>

#include "analyzer/project.h"
#include "tracking/progress.h"

namespace schemalint {

/// Where the links of an HTML report lead.
struct HtmlOptions {
  /// What stands before a source file's path: "https://github.com/o/r/blob/COMMIT/backend/". Empty:
  /// the path as it is, for a report that lies in the project's root.
  std::string source_base{};
  /// What stands before a rule's name for its page on the web. Empty: there is none; the report
  /// explains every rule that it names.
  std::string rule_base{};
};

/// A page for the people who clean up: how far it is, what is left, the schema with its findings.
/// One file that needs no network and, for reading, no script. `project` is the one that the last
/// snapshot of `progress` was taken of. The same input gives the same bytes.
std::string html_report(const Progress& progress, const Project& project,
                        const HtmlOptions& options = {});

}  // namespace schemalint
