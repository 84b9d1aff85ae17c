#pragma once

#include <cstdint>
#include <string>

namespace schemalint {

/// What ALTER COLUMN … TYPE does to the rows of a table.
enum class TypeChange : uint8_t {
  none,       ///< the rows stay as they are
  rewrite,    ///< every row is written anew, and every index
  time_zone,  ///< timestamp with and without time zone: a rewrite unless TimeZone is UTC
  unknown,    ///< one of the types is not PostgreSQL's own
};

/// `from` and `to` as canonical_type() spells them; `using_sql` is the USING expression, or empty.
TypeChange type_change(const std::string& from, const std::string& to, const std::string& column,
                       const std::string& using_sql);

}  // namespace schemalint
