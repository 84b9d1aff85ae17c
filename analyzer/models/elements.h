#pragma once

#include <vector>

#include "analyzer/models/constructs.h"
#include "analyzer/models/draft.h"

namespace schemalint::models {

/// Reads one element of `Table(...)` or `__table_args__`: a constraint, an index or a column.
void read_element(Context& context, TableDraft& table, Ref element);

/// Reads `Index(...)`; `made` is that call.
IndexDraft read_index(const Invocation& made);
/// Reads `UniqueConstraint(...)` or `PrimaryKeyConstraint(...)`.
KeyDraft read_key(const Invocation& made);

/// Reads `ExcludeConstraint(...)`, or the call of an operation: of the positional arguments the
/// first `skipped` are no elements.
ExclusionDraft read_exclusion(const Call& call, size_t skipped, Span where);

/// What `__table_args__` or the keywords of `Table(...)` say beside the elements.
struct TableOptions {
  std::optional<std::string> schema;  ///< empty text: no schema, whatever the metadata says
  bool schema_known = true;
};
TableOptions read_options(Context& context, TableDraft& table,
                          const std::vector<std::pair<std::string, Ref>>& options);

/// Reads `__table_args__`: a tuple of elements, a dictionary of options, or a tuple that ends in a
/// dictionary.
TableOptions read_table_arguments(Context& context, TableDraft& table, Ref arguments);

}  // namespace schemalint::models
