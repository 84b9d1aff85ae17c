#include "rules/new_columns.h"

namespace schemalint {

bool is_new_column(const Change& change, const QualifiedName& table, const std::string& column) {
  std::string name = column;
  for (size_t at = change.index; at-- > 0;) {
    const Operation& operation = change.revision.upgrade[at].operation;
    const auto* add = std::get_if<AddColumn>(&operation);
    if (add != nullptr && add->table == table && add->column.name == name) return true;
    const auto* rename = std::get_if<RenameColumn>(&operation);
    if (rename != nullptr && rename->table == table && rename->to == name) name = rename->column;
  }
  return false;
}

}  // namespace schemalint
