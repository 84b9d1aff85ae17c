#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/drift/drift.h"

namespace schemalint {

/// The same differences seen from the other side: what was wanted is present.
Drift reversed(Drift drift);

/// One difference in words. A side that has nothing is not given.
struct Difference {
  std::string kind;    ///< "table", "column", "foreign key", …
  std::string object;  ///< the table, or "table.column"
  std::optional<std::string> wanted;
  std::optional<std::string> present;

  /// '+' for what is to be added, '-' for what is to go, '~' for what is to change.
  char sign() const { return !present ? '+' : !wanted ? '-' : '~'; }
  /// "+ column users.email: TEXT NOT NULL"
  std::string text() const;
};

/// The differences table by table, then those of enumerations.
std::vector<Difference> differences_of(const Drift& drift);

/// One line a difference: "+" what is to be added, "-" what is to go, "~" what is to change.
std::string diff_text(const Drift& drift);

/// {"differences": [{"kind", "object", "wanted", "present"}], "not_compared": [table]}; `wanted` or
/// `present` is null where that side has nothing.
std::string diff_json(const Drift& drift);

/// The statements that bring a database from the present schema to the wanted one, in an order in
/// which PostgreSQL takes them. Renames are not guessed: what has another name goes and comes anew.
std::string diff_sql(const Drift& drift, const Schema& wanted, const Schema& present);

}  // namespace schemalint
