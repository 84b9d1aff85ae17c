#include "reports/html/table.h"

#include <fmt/core.h>

namespace schemalint::html {

Table::Table(std::string_view css_class, std::string_view caption, std::vector<Column> columns)
    : css_class_(css_class), caption_(caption), columns_(std::move(columns)) {}

void Table::row(const std::vector<Cell>& cells, const std::string& attributes) {
  const bool is_labelled = css_class_.find("labelled") != std::string::npos;
  rows_ += attributes.empty() ? "<tr>" : fmt::format("<tr {}>", attributes);
  for (size_t i = 0; i < cells.size(); i++) {
    rows_ += columns_[i].is_number ? "<td class=\"n\"" : "<td";
    if (is_labelled) rows_ += fmt::format(" data-label=\"{}\"", columns_[i].label);
    if (!cells[i].key.empty()) rows_ += fmt::format(" data-v=\"{}\"", cells[i].key);
    // One box behind the label, where the row is a card.
    rows_ +=
        is_labelled ? "><div>" + cells[i].markup + "</div></td>" : ">" + cells[i].markup + "</td>";
  }
  rows_ += "</tr>\n";
}

std::string Table::text(size_t shown_rows, const std::string& foot) const {
  std::string heads;
  for (const Column& column : columns_) {
    heads += column.is_number ? "<th scope=\"col\" class=\"n\"" : "<th scope=\"col\"";
    if (column.sort == Column::Sort::text) heads += " data-sort=\"text\"";
    if (column.sort == Column::Sort::number) heads += " data-sort=\"number\"";
    heads += fmt::format(">{}</th>", column.label);
  }
  return fmt::format(
      "<table class=\"{}\"{}>\n<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n"
      "<tbody>\n{}</tbody>\n{}</table>\n",
      css_class_, shown_rows > 0 ? fmt::format(" data-rows=\"{}\"", shown_rows) : "", caption_,
      heads, rows_, foot.empty() ? "" : "<tfoot>" + foot + "</tfoot>\n");
}

}  // namespace schemalint::html
