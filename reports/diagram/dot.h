#pragma once

#include <string>

#include "reports/diagram/diagram.h"

namespace schemalint {

/// The diagram for Graphviz: a node a table with a row a column, a cluster a schema.
/// `schemalint schema --format dot | dot -Tpdf -o schema.pdf`
std::string diagram_dot(const Diagram& diagram);

}  // namespace schemalint
