#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reports/diagram/diagram.h"

namespace schemalint {

// A table as a box with rows, before it has a place. Lengths in CSS pixels.

namespace box {
constexpr double name_size = 13;  ///< font size of a table's name
constexpr double row_size = 11;   ///< font size of rows
constexpr double small_size = 9;  ///< font size of the schema and of key words
constexpr double padding = 10;
constexpr double row_height = 18;
constexpr double head_height = 28;
constexpr double schema_height = 12;  ///< more head for the schema's name
constexpr double foot = 5;            ///< below the last row
}  // namespace box

struct BoxRow {
  const DiagramColumn* column = nullptr;
  std::string keys;
  std::string name;  ///< cut to fit
  std::string type;  ///< cut to fit
};

/// It points into the diagram that it was made from.
struct TableBox {
  const DiagramTable* table = nullptr;
  std::string name;    ///< with the sign of a change, cut to fit
  std::string schema;  ///< and that it is a tenant; cut to fit; empty: nothing to say
  std::string badge;   ///< the number of findings; empty: none
  std::vector<BoxRow> rows;
  size_t folded = 0;  ///< columns that have no row; they share one more
  double width = 0;
  double height = 0;
  double head = 0;
  double keys_width = 0;   ///< from the left border to the names of columns
  double badge_width = 0;  ///< the free space for it at the right side of the head

  /// The middle of the row of a column, of the row that stands for folded ones, or of the head.
  double middle_of(std::string_view column) const;
};

/// The primary key comes first, then columns in their order. A table of many columns shows its
/// keys, foreign keys, marked columns and those that foreign keys lead to (`targets`), then others
/// up to a limit; `all_columns` shows them all.
TableBox box_of(const DiagramTable& table, const std::set<std::string>& targets, bool all_columns);

}  // namespace schemalint
