#pragma once

#include <cstdint>
#include <string_view>

namespace schemalint {

/// How the type of a foreign key's column goes with that of the column it points at.
enum class TypeMatch : uint8_t {
  same,
  unknown,     ///< one of them is not known, or a type that is not PostgreSQL's own
  harmless,    ///< other types, and the column holds every value of the other
  narrower,    ///< the column does not hold every value of the other
  wider,       ///< both are integers, and the column is the wider one
  impossible,  ///< PostgreSQL refuses the foreign key: "cannot be implemented"
};

/// Takes any spelling of two types, first that of the referencing column. Measured on PostgreSQL:
/// there has to be an equality operator of the referenced key's operator family, or an implicit
/// cast to its type. https://www.postgresql.org/docs/15/sql-createtable.html (REFERENCES)
TypeMatch match_reference(std::string_view from, std::string_view to);

}  // namespace schemalint
