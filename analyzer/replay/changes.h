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
Refusal change(Schema& schema, const AddParent& operation);
Refusal change(Schema& schema, const RemoveParent& operation);
Refusal change(Schema& schema, const CreateSchema& operation);
Refusal change(Schema& schema, const DropSchema& operation);
Refusal change(Schema& schema, const SetRowSecurity& operation);
Refusal change(Schema& schema, const CreateView& operation);
Refusal change(Schema& schema, const DropView& operation);
Refusal change(Schema& schema, const RenameView& operation);
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
Refusal change(Schema& schema, const AddExclusion& operation);
Refusal change(Schema& schema, const DropConstraint& operation);
Refusal change(Schema& schema, const AlterConstraint& operation);
Refusal change(Schema& schema, const RenameConstraint& operation);
Refusal change(Schema& schema, const ValidateConstraint& operation);

Refusal change(Schema& schema, const CreateIndex& operation);
Refusal change(Schema& schema, const DropIndex& operation);
Refusal change(Schema& schema, const RenameIndex& operation);
Refusal change(Schema& schema, const AttachIndex& operation);

Refusal change(Schema& schema, const CreateEnum& operation);
Refusal change(Schema& schema, const CreateType& operation);
Refusal change(Schema& schema, const DropType& operation);
Refusal change(Schema& schema, const RenameType& operation);
Refusal change(Schema& schema, const AddEnumValue& operation);
Refusal change(Schema& schema, const RenameEnumValue& operation);

inline Refusal refuse(std::string_view condition, std::string message) {
  return Refused{condition, std::move(message)};
}
Refusal relation_exists(const QualifiedName& name);
Refusal constraint_exists(const std::string& name);
Refusal inherited(const std::string& what, const Table& table);
Refusal unknown_table(const QualifiedName& name);
Refusal unknown_column(const Table& table, std::string_view column);
/// The first of `columns` that a table does not have; nothing where its columns are not all known.
Refusal missing_column(const Table& table, const std::vector<std::string>& columns);

/// Adds keys to a table that is in the schema already, and gives them their names.
void add_foreign_key(Schema& schema, Table& table, ForeignKey key);
void add_unique(Schema& schema, Table& table, UniqueKey key);
void set_primary_key(Schema& schema, Table& table, UniqueKey key);
void add_check(Schema& schema, Table& table, Check check);
void add_exclusion(Schema& schema, Table& table, Exclusion exclusion);
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

/// What PostgreSQL itself sets in a new column.
void complete_column(Column& column);

// Partitions and child tables.

/// The partitions of a table, by name.
std::vector<QualifiedName> partitions_of(const Schema& schema, const QualifiedName& table);
/// Its partitions, or the tables that inherit from it.
std::vector<QualifiedName> children_of(const Schema& schema, const QualifiedName& table);
/// Whether a parent of `child` other than `parent` has the column, or the check.
bool has_other_parent(const Schema& schema, const Table& child, const QualifiedName& parent,
                      const std::string& column, const std::string& check);
/// Makes a table in the schema a partition of `parent`: gives it the columns, constraints and
/// indexes that it does not have.
void make_partition(Schema& schema, Table& partition, const Table& parent);
/// Gives a partition the index or the key of its parent, or finds the one that it has already.
void inherit_index(Schema& schema, Table& partition, const Index& index);
void inherit_primary_key(Schema& schema, Table& partition, const UniqueKey& key);
void inherit_unique(Schema& schema, Table& partition, const UniqueKey& key);
void inherit_foreign_key(Schema& schema, Table& partition, const ForeignKey& key);

// Views.

/// Views that read a column of a table, or the relation at all where `column` is empty.
std::vector<QualifiedName> views_on(const Schema& schema, const QualifiedName& relation,
                                    const std::string& column);
/// Drops them, and the views on them.
void drop_views(Schema& schema, const std::vector<QualifiedName>& views);
/// The refusal for the sake of a view.
Refusal needed_by_view(const std::string& what, const QualifiedName& view);
/// A relation has another name, or a column of it.
void rename_in_views(Schema& schema, const QualifiedName& from, const QualifiedName& to);
void rename_in_views(Schema& schema, const QualifiedName& table, const std::string& from,
                     const std::string& to);

// Names, as PostgreSQL chooses them (indexcmds.c, pg_constraint.c).

/// "a_b_c", at most one byte more than a name may have.
std::string joined_columns(const std::vector<std::string>& columns);
std::string unique_key_name(const Schema& schema, const Table& table, const UniqueKey& key);
std::string foreign_key_name(const Schema& schema, const Table& table, const ForeignKey& key);
std::string check_name(const Schema& schema, const Table& table, const Check& check);
std::string index_name(const Schema& schema, const Table& table, const Index& index);
std::string exclusion_name(const Schema& schema, const Table& table, const Exclusion& exclusion);
/// True where a table, a view, an index (also of a constraint) or the sequence of a serial column
/// has this name.
bool is_relation(const Schema& schema, const QualifiedName& name);
/// True where the table has a constraint of this name.
bool has_constraint(const Table& table, std::string_view name);
/// The table that an index belongs to, or null.
Table* table_of_index(Schema& schema, const QualifiedName& index);

}  // namespace schemalint
