#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint::html {

struct Column {
  enum class Sort { none, text, number };
  std::string_view label;
  Sort sort = Sort::text;
  bool is_number = false;  ///< stands at the right
};

struct Cell {
  std::string markup;
  std::string key{};  ///< what its row is sorted by; empty: the text of the cell
};

/// A table with a caption and heads that the script makes sortable.
class Table {
 public:
  /// `css_class` "stack": every row becomes a card on a narrow screen. "labelled": and its cells
  /// say what they are.
  Table(std::string_view css_class, std::string_view caption, std::vector<Column> columns);

  /// A cell for each column. `attributes` are those of the row.
  void row(const std::vector<Cell>& cells, const std::string& attributes = {});
  bool empty() const { return rows_.empty(); }
  /// `shown_rows`: how many the script shows at first; 0: all of them. `foot` is a row's markup.
  std::string text(size_t shown_rows = 0, const std::string& foot = {}) const;

 private:
  std::string css_class_;
  std::string caption_;
  std::vector<Column> columns_;
  std::string rows_;
};

}  // namespace schemalint::html
