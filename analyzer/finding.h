#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/source.h"

namespace schemalint {

enum class Severity : uint8_t { off, info, warning, error };

/// The words of the configuration and of reports.
std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view word);

/// `safe`: the DDL that the models compile to is unchanged and no migration is needed; --fix
/// applies it. `unsafe`: behaviour or database change; --unsafe-fixes.
enum class Safety : uint8_t { none, unsafe, safe };

/// A replacement of bytes of one file. An empty range inserts.
struct Edit {
  Span where;
  std::string text;

  auto operator<=>(const Edit&) const = default;
};

/// All or nothing: a fix is applied with every edit or not at all.
struct Fix {
  std::string title;  ///< imperative, names what changes
  Safety safety = Safety::safe;
  std::vector<Edit> edits;
};

/// Another place that belongs to a finding.
struct Note {
  Span where;
  std::string message;
};

/// What a rule reports. A rule fills in what it knows; the runner stamps `rule` and `severity`.
struct Finding {
  Span where;           ///< one line, so that a pull request shows it: a name, not a whole class
  std::string message;  ///< what is wrong, with the object's name, no full stop at the end
  std::string help;     ///< what to do about it
  /// The database object that it is about ("migration.assets.owner_id", "alembic:092_add"): with
  /// `rule` and `detail` its identity in baselines and fingerprints. Never a line or a column.
  std::string object;
  std::string detail;
  std::vector<Note> notes;
  std::optional<Fix> fix;
  /// Where a rule says more or less than its default: the severity of this one finding.
  std::optional<Severity> own_severity;

  std::string_view rule;
  Severity severity = Severity::warning;
};

}  // namespace schemalint
