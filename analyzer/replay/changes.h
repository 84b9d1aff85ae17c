#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/operation.h"
#include "analyzer/schema.h"

namespace schemalint {

// Private to the replay: what each operation does to a schema.

/// Why an operation cannot be.
struct Refused {
  /// PostgreSQL's name of the error, as handlers in PL/pgSQL name it: "duplicate_table".
  /// https://www.postgresql.org/docs/15/errcodes-appendix.html
  std::string_view condition;
  std::string message;
};

/// Nothing where the operation was applied, or IF [NOT] EXISTS let it pass. A refused operation
/// leaves the schema as it was.
using Refusal = std::optional<Refused>;

/// As apply(), with the name of the error.
Refusal apply_change(Schema& schema, const Operation& operation);

Refusal change(Schema& schema, const CreateTable& operation);
Refusal change(Schema& schema, const DropTable& operation);
Refusal change(Schema& schema, const RenameTable& operation);
Refusal change(Schema& schema, const AttachPartition& operation);
Refusal change(Schema& schema, const DetachPartition& operation);
Refusal change(Schema& schema, const CreateSchema& operation);
Refusal change(Schema& schema, const DropSchema& operation);
Refusal change(Schema& schema, const SetRowSecurity& operation);
Refusal change(Schema& schema, const CreatePolicy& operation);
Refusal change(Schema& schema, const DropPolicy& operation);

Refusal change(Schema& schema, const AddColumn& operation);
Refusal change(Schema& schema, const DropColumn& operation);
Refusal change(Schema& schema, const RenameColumn& operation);
Refusal change(Schema& schema, const AlterColumn& operation);

Refusal change(Schema& schema, const AddPrimaryKey& operation);
Refusal change(Schema& schema, const AddUnique& operation);
Refusal change(Schema& schema, const AddForeignKey& operation);
Refusal change(Schema& schema, const AddCheck& operation);
Refusal change(Schema& schema, const DropConstraint& operation);
Refusal change(Schema& schema, const RenameConstraint& operation);
Refusal change(Schema& schema, const ValidateConstraint& operation);

Refusal change(Schema& schema, const CreateIndex& operation);
Refusal change(Schema& schema, const DropIndex& operation);
Refusal change(Schema& schema, const RenameIndex& operation);

Refusal change(Schema& schema, const CreateEnum& operation);
Refusal change(Schema& schema, const DropType& operation);
Refusal change(Schema& schema, const RenameType& operation);
Refusal change(Schema& schema, const AddEnumValue& operation);
Refusal change(Schema& schema, const RenameEnumValue& operation);

inline Refusal refuse(std::string_view condition, std::string message) {
  return Refused{condition, std::move(message)};
}
Refusal relation_exists(const QualifiedName& name);
Refusal constraint_exists(const std::string& name);
Refusal unknown_table(const QualifiedName& name);
Refusal unknown_column(const Table& table, std::string_view column);
/// The first of `columns` that a table does not have; nothing where its columns are not all known.
Refusal missing_column(const Table& table, const std::vector<std::string>& columns);

/// Adds keys to a table that is in the schema already, and gives them their names.
void add_foreign_key(Schema& schema, Table& table, ForeignKey key);
void add_unique(Schema& schema, Table& table, UniqueKey key);
void set_primary_key(Schema& schema, Table& table, UniqueKey key);
void add_check(Schema& schema, Table& table, Check check);
void add_index(Schema& schema, Table& table, Index index);
/// True where a primary key, UNIQUE constraint or unique index has exactly these columns.
bool is_key(const Table& table, const std::vector<std::string>& columns);
/// Whether a foreign key leads to exactly these columns of a table, its own included.
bool is_referenced(const Schema& schema, const QualifiedName& table,
                   const std::vector<std::string>& columns);
/// Drops the foreign keys that lead to these columns of a table, or to any where there are none.
void drop_references(Schema& schema, const QualifiedName& table,
                     const std::vector<std::string>& columns);

/// Runs `visit` for every table of a schema.
template <typename Visit>
void for_each_table(Schema& schema, Visit visit) {
  for (const Table& table : schema.tables()) visit(*schema.table(table.name));
}

/// Gives a partition the columns, constraints and indexes of its parent that it does not have.
void inherit_from(Schema& schema, Table& partition, const Table& parent);
/// What PostgreSQL itself sets in a new column.
void complete_column(Column& column);

/// The partitions of a table, by name.
std::vector<QualifiedName> partitions_of(const Schema& schema, const QualifiedName& table);

// Names, as PostgreSQL chooses them (indexcmds.c, pg_constraint.c).

/// "a_b_c", at most one byte more than a name may have.
std::string joined_columns(const std::vector<std::string>& columns);
std::string unique_key_name(const Schema& schema, const Table& table, const UniqueKey& key);
std::string foreign_key_name(const Schema& schema, const Table& table, const ForeignKey& key);
std::string check_name(const Schema& schema, const Table& table, const Check& check);
std::string index_name(const Schema& schema, const Table& table, const Index& index);
/// True where a table or an index (also of a constraint) of this name is in the schema.
bool is_relation(const Schema& schema, const QualifiedName& name);
/// True where the table has a constraint of this name.
bool has_constraint(const Table& table, std::string_view name);
/// The table that an index belongs to, or null.
Table* table_of_index(Schema& schema, const QualifiedName& index);

}  // namespace schemalint
