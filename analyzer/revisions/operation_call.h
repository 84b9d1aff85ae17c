#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/revisions/run.h"

namespace schemalint {

/// One call of an operation, on `op` or on a batch, where the table is not among the arguments.
struct OperationCall {
  Ref value = nullptr;
  const Call* call = nullptr;
  std::string name;  ///< "add_column"
  bool batch = false;
  size_t table_position = 0;  ///< of the table among the arguments of `op.name`
  QualifiedName table;        ///< no name where it is not known

  Span where() const { return value->where; }
  /// The argument at this position of the signature of `op.name`, or with this name.
  Ref get(size_t position, std::string_view keyword) const;
  /// The same as a string; null where it is none or not known.
  const std::string* text(size_t position, std::string_view keyword) const;
  /// A keyword that is True; anything else is false.
  bool flag(std::string_view keyword) const;
  /// A keyword that is a string; empty otherwise.
  std::string option(std::string_view keyword) const;
};

/// The name given to a constraint or index, `op.f(…)` and `batch_op.f(…)` included.
models::GivenName given_name_of(Ref value);

/// A list or tuple of strings; nothing where a part of it is not known.
std::optional<std::vector<std::string>> strings_of(Ref value);

// Each reads one kind of operation; the call names its table, or it is not called.
void create_table(MigrationRun& run, const OperationCall& call);
/// The same for a `Table(...)` that is created by itself.
void create_table_of(MigrationRun& run, Ref table, Span where);
void add_column(MigrationRun& run, const OperationCall& call);
void alter_column(MigrationRun& run, const OperationCall& call);
void create_index(MigrationRun& run, const OperationCall& call);
void create_primary_key(MigrationRun& run, const OperationCall& call);
void create_unique_constraint(MigrationRun& run, const OperationCall& call);
void create_foreign_key(MigrationRun& run, const OperationCall& call);
void create_check_constraint(MigrationRun& run, const OperationCall& call);
void drop_constraint(MigrationRun& run, const OperationCall& call);

/// The operation is known, one of its arguments is not.
void argument_unknown(MigrationRun& run, const OperationCall& call, std::string_view argument);

}  // namespace schemalint
