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

}  // namespace schemalint
