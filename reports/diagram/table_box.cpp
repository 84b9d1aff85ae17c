#include "reports/diagram/table_box.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "reports/diagram/text_width.h"
#include "reports/diagram/wording.h"

namespace schemalint {
namespace {

constexpr size_t most_rows = 10;  // of a table that is folded, unless more of them matter
constexpr double widest_name = 210;
constexpr double widest_column = 170;
constexpr double widest_type = 110;

double width_of(const std::string& text, double size) {
  return text_width(text) * size;
}

std::string cut(const std::string& text, double size, double width) {
  return fitted(text, width / size);
}

bool matters(const DiagramColumn& column, const std::set<std::string>& targets) {
  return column.primary_key || column.foreign_key || !column.overlay.marks.empty() ||
         targets.contains(column.name);
}

/// Those that have a row, in their order on paper.
std::vector<const DiagramColumn*> shown_columns(const DiagramTable& table,
                                                const std::set<std::string>& targets, bool all) {
  // A row that says "+ 1 more" would cost as much as the column itself.
  all = all || table.columns.size() <= most_rows + 1;
  size_t rows = 0;
  for (const DiagramColumn& column : table.columns) rows += matters(column, targets);
  std::vector<const DiagramColumn*> shown;
  for (const bool is_primary : {true, false})
    for (const DiagramColumn& column : table.columns)
      if (column.primary_key == is_primary &&
          (all || matters(column, targets) || rows++ < most_rows))
        shown.push_back(&column);
  return shown;
}

BoxRow row_of(const DiagramColumn& column) {
  const std::string_view sign = change_sign(column.overlay);
  const std::string name = sign.empty() ? column.name : fmt::format("{} {}", sign, column.name);
  const std::string type = short_type(column.type) + (column.nullable ? " ?" : "");
  return {.column = &column,
          .keys = key_words(column),
          .name = cut(name, box::row_size, widest_column),
          .type = cut(type, box::row_size, widest_type)};
}

void measure(TableBox& drawn) {
  double keys = 0;
  for (const BoxRow& row : drawn.rows) keys = std::max(keys, width_of(row.keys, box::small_size));
  drawn.keys_width = box::padding + (keys > 0 ? keys + 6 : 0);
  if (!drawn.badge.empty()) drawn.badge_width = width_of(drawn.badge, box::small_size) + 20;
  double width = 2 * box::padding + drawn.badge_width +
                 std::max(width_of(drawn.name, box::name_size) * 1.15,  // it is bold
                          width_of(drawn.schema, box::small_size));
  for (const BoxRow& row : drawn.rows)
    width = std::max(width, drawn.keys_width + width_of(row.name, box::row_size) + 16 +
                                width_of(row.type, box::row_size) + box::padding);
  drawn.width = width;
  drawn.head = box::head_height + (drawn.schema.empty() ? 0 : box::schema_height);
  const size_t rows = drawn.rows.size() + (drawn.folded > 0 ? 1 : 0);
  drawn.height = drawn.head + static_cast<double>(rows) * box::row_height + box::foot;
}

}  // namespace

double TableBox::middle_of(std::string_view column) const {
  if (column.empty()) return head / 2;
  size_t row = 0;
  while (row < rows.size() && rows[row].column->name != column) row++;
  if (row == rows.size() && folded == 0) return head / 2;
  return head + (static_cast<double>(row) + 0.5) * box::row_height;
}

TableBox box_of(const DiagramTable& table, const std::set<std::string>& targets, bool all_columns) {
  TableBox drawn{.table = &table};
  const std::string_view sign = change_sign(table.overlay);
  const std::string name =
      sign.empty() ? table.name.name : fmt::format("{} {}", sign, table.name.name);
  drawn.name = cut(name, box::name_size, widest_name);
  std::vector<std::string> above;
  if (!table.name.schema.empty()) above.push_back(table.name.schema);
  if (table.overlay.has(Mark::tenant_root)) above.emplace_back("tenant");
  drawn.schema = cut(join(above, " · "), box::small_size, widest_name);
  if (table.overlay.findings > 0) drawn.badge = std::to_string(table.overlay.findings);
  for (const DiagramColumn* column : shown_columns(table, targets, all_columns))
    drawn.rows.push_back(row_of(*column));
  drawn.folded = table.columns.size() - drawn.rows.size();
  measure(drawn);
  return drawn;
}

}  // namespace schemalint
