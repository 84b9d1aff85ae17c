#include "rules/tenancy_wording.h"

#include <fmt/core.h>

namespace schemalint {

std::string tenancy_evidence(const TenantRoot& root, const Tenancy& tenancy) {
  const std::string how = tenancy.configured ? "the settings say so" : "inferred";
  const std::string what = root.table.name.empty()
                               ? fmt::format("{} is a tenant column", root.column)
                               : fmt::format("{} is a tenant", root.table.text());
  return fmt::format("{} ({}): {} of {} tables carry {}", what, how, root.carriers, tenancy.tables,
                     root.column);
}

}  // namespace schemalint
