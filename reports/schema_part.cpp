#include <algorithm>
#include <set>

#include "reports/schema.h"

namespace schemalint {

Schema schema_part(const Schema& schema, const std::vector<QualifiedName>& tables) {
  Schema part;
  std::set<QualifiedName> enums;
  for (const QualifiedName& name : tables) {
    const Table* table = schema.table(name);
    if (table == nullptr) continue;
    part.add(*table);
    for (const Column& column : table->columns)
      if (column.enum_type) enums.insert(*column.enum_type);
  }
  for (const EnumType& type : schema.enums())
    if (enums.contains(type.name)) part.add(type);
  for (const auto& [name, view] : schema.views()) {
    const bool reads_one = std::ranges::any_of(view.sources, [&](const ViewSource& source) {
      return part.table(source.relation) != nullptr;
    });
    if (reads_one) part.views().emplace(name, view);
  }
  return part;
}

}  // namespace schemalint
