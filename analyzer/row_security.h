#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// The row security of a table, whichever side says so: models, migrations or SQL files.
struct RowSecurity {
  const Table* table = nullptr;  ///< the declared one, else that of the database
  bool enabled = false;
  bool forced = false;
  std::vector<const Policy*> policies;  ///< of one name only once
};

/// By table. References are into the project and `database`.
std::map<QualifiedName, RowSecurity> row_security(const Project& project, const Schema& database);

/// Whether a statement about row security was not understood: which tables have it is not known
/// then.
bool row_security_is_hidden(const Project& project);

/// How `current_setting(…)` fails in an expression.
struct SettingUse {
  bool raises = false;        ///< one argument: an error where nothing has set it
  bool empty_breaks = false;  ///< is cast, and the empty text is no value of that type
};
SettingUse setting_use(std::string_view sql);

}  // namespace schemalint
