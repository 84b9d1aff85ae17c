#include "reports/diagram/table_box.h"

#include <fmt/core.h>

#include <algorithm>

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

bool matters(const DiagramColumn& column) {
  return column.primary_key || column.foreign_key || !column.overlay.marks.empty();
}

/// Which columns have a row, as flags.
std::vector<bool> shown_columns(const std::vector<DiagramColumn>& columns, bool all) {
  std::vector<bool> shown(columns.size(), true);
  // A row that says "+ 1 more" would cost as much as the column itself.
  if (all || columns.size() <= most_rows + 1) return shown;
  auto rows = static_cast<size_t>(std::ranges::count_if(columns, matters));
  for (size_t i = 0; i < columns.size(); i++)
    if (!matters(columns[i])) shown[i] = rows++ < most_rows;
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
                 std::max(width_of(drawn.name, box::name_size) * 1.06,  // it is bold
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

double TableBox::middle_of(const std::vector<std::string>& columns) const {
  if (columns.empty() || (rows.empty() && folded == 0)) return head / 2;
  size_t row = 0;
  while (row < rows.size() && rows[row].column->name != columns.front()) row++;
  if (row == rows.size() && folded == 0) return head / 2;
  return head + (static_cast<double>(row) + 0.5) * box::row_height;
}

TableBox box_of(const DiagramTable& table, bool all_columns) {
  TableBox drawn{.table = &table};
  const std::string_view sign = change_sign(table.overlay);
  const std::string name =
      sign.empty() ? table.name.name : fmt::format("{} {}", sign, table.name.name);
  drawn.name = cut(name, box::name_size, widest_name);
  drawn.schema = cut(table.name.schema, box::small_size, widest_name);
  if (table.overlay.findings > 0) drawn.badge = std::to_string(table.overlay.findings);
  const std::vector<bool> shown = shown_columns(table.columns, all_columns);
  for (size_t i = 0; i < table.columns.size(); i++) {
    if (shown[i])
      drawn.rows.push_back(row_of(table.columns[i]));
    else
      drawn.folded++;
  }
  measure(drawn);
  return drawn;
}

}  // namespace schemalint
