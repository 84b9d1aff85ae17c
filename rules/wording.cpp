#include "rules/wording.h"

#include "analyzer/words.h"

namespace schemalint {

std::string object_name(const QualifiedName& table, const std::vector<std::string>& columns) {
  if (columns.size() == 1) return table.text() + "." + columns.front();
  return table.text() + columns_text(columns);
}

std::string columns_text(const std::vector<std::string>& columns) {
  return columns.size() == 1 ? columns.front() : "(" + join(columns) + ")";
}

std::string enumeration(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return join(parts);
  return join({parts.begin(), parts.end() - 1}) + " and " + parts.back();
}

std::string shortened(const std::vector<std::string>& parts, size_t most) {
  if (parts.size() <= most) return enumeration(parts);
  const auto cut = parts.begin() + static_cast<std::ptrdiff_t>(most);
  return join({parts.begin(), cut}) + " and " + std::to_string(parts.size() - most) + " more";
}

Span foreign_key_place(const ForeignKey& key) {
  if (key.written.empty() || !key.where.contains(key.written.front().where)) return key.where;
  return key.written.front().where;
}

Span column_arguments(const SourceFile& file, const Column& column) {
  const std::string_view text = file.text(column.declaration);
  const size_t assigned = text.find('=');
  const size_t begin =
      assigned == text.npos ? 0 : text.find_first_not_of(" \\\r\n\t", assigned + 1);
  if (begin == text.npos || !text.ends_with(')')) return {};
  const size_t open = text.find('(', begin);
  if (open == text.npos) return {};
  const std::string_view callee = text.substr(begin, open - begin);
  const bool is_field = callee.ends_with("Field") && text.find("sa_column") == text.npos;
  if (!callee.ends_with("mapped_column") && !callee.ends_with("Column") && !is_field) return {};
  return {column.declaration.file, column.declaration.begin + static_cast<uint32_t>(open),
          column.declaration.end};
}

}  // namespace schemalint
