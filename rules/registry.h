#pragma once

#include <span>
#include <string_view>

#include "rules/rule.h"

namespace schemalint {

struct RuleEntry {
  std::string_view path;  ///< "rules/tenancy/missing_composite_tenant_key.cpp"
  std::string_view area;  ///< the folder: a selector as the name is
  const Rule* rule;
};

/// Every rule, ordered by path. The table is generated from the file list (see CMakeLists.txt).
std::span<const RuleEntry> all_rules();

/// The entry of the rule with this name, or a null pointer.
const RuleEntry* find_rule(std::string_view name);

}  // namespace schemalint
