#pragma once

#include <vector>

#include "analyzer/finding.h"
#include "analyzer/tenancy.h"
#include "reports/diagram/diagram.h"

namespace schemalint {

/// Marks the tables whose rows are tenants, and in other tables the columns that say whose a row
/// is. Parts of tenants are left out, and so are tables that the settings call global.
void mark_tenants(Diagram& diagram, const Schema& schema, const Tenancy& tenancy,
                  const Settings& settings);

/// Marks what findings are about, as `Finding::object` names it: a table ("app.orders"), a column
/// of it ("app.orders.customer_id"), several ("app.orders(a, b)"), or an index, which counts as its
/// table. A finding about the columns of a foreign key marks the edge as well. Each table has its
/// own findings and those of its columns in its count and notes. Findings about anything else, or
/// about tables that are not drawn, are passed over.
void mark_findings(Diagram& diagram, const std::vector<Finding>& findings);

}  // namespace schemalint
