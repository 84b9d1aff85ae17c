#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "analyzer/finding.h"

namespace schemalint {

/// What a finding is known by from one commit to the next: in baselines, in the fingerprints of
/// reports and in trends. One line, valid UTF-8: rule TAB object TAB detail, with "-" for an object
/// or detail that is empty. Inside, a backslash is "\\" and what could end the line or the field is
/// written "\t", "\n", "\r" or, for the other control characters and the line separators of
/// Unicode, "\u{1B}". Lines, columns, files and messages are no part of it, so that it stays when
/// code moves or is worded anew. Findings may share one: Occurrences tells them apart.
std::string identity_of(const Finding& finding);

/// Whether a line may be what identity_of() makes of some finding.
bool is_identity(std::string_view line);

/// Numbers the findings of one run that share an identity.
class Occurrences {
 public:
  /// 1 for the first that is asked about with this identity, 2 for the second. Findings with other
  /// identities have no say in it.
  size_t next(const std::string& identity) { return ++seen_[identity]; }

 private:
  std::map<std::string, size_t> seen_;
};

/// The identity and its occurrence (from 1) as a key for systems that want one short word for each
/// finding: 32 hexadecimal digits, XXH3 of 128 bits. The same on every machine.
std::string fingerprint_of(const std::string& identity, size_t occurrence);

}  // namespace schemalint
