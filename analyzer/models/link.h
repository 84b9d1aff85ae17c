#pragma once

#include "analyzer/models/mapping.h"

namespace schemalint::models {

/// Resolves foreign keys, types and names, and adds every table and enumeration type to the
/// project's declared schema. The tables of `model` are complete afterwards, column names and
/// foreign keys included; relationships are linked after this.
void link_tables(Context& context, Model& model);

}  // namespace schemalint::models
