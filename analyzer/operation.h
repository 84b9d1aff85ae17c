#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analyzer/schema.h"
#include "parsers/source.h"

namespace schemalint {

// One vocabulary of change: `op.add_column(...)` and `ALTER TABLE … ADD COLUMN` are the same
// AddColumn, so that every rule about migrations covers both.

struct CreateTable {
  Table table;
  bool if_not_exists = false;
};
struct DropTable {
  QualifiedName table;
  bool if_exists = false;
  bool cascade = false;
  /// Tables that the same statement drops: their foreign keys do not stand against it.
  std::vector<QualifiedName> together;
};
struct RenameTable {
  QualifiedName table;
  QualifiedName to;  ///< another name, or another schema (SET SCHEMA)
};
struct AddColumn {
  QualifiedName table;
  Column column;
  bool if_not_exists = false;
};
struct DropColumn {
  QualifiedName table;
  std::string column;
  bool if_exists = false;
  bool cascade = false;
  bool only = false;  ///< ONLY: child tables keep it
};
struct RenameColumn {
  QualifiedName table;
  std::string column;
  std::string to;
};
struct AlterColumn {
  QualifiedName table;
  std::string column;
  std::optional<Sourced<std::string>> type;
  std::optional<QualifiedName> enum_type;  ///< with `type`: the native ENUM it names
  std::string using_sql;                   ///< USING expression of a type change
  std::optional<Sourced<bool>> nullable;
  std::optional<Sourced<std::string>> server_default;
  bool drop_default = false;
  bool drop_expression = false;  ///< the column is generated no longer
  std::optional<bool> identity;
  bool only = false;  ///< ONLY: child tables and partitions stay as they are
};
struct AddPrimaryKey {
  QualifiedName table;
  UniqueKey key;
  std::string using_index;  ///< name of the index it takes over, or empty
  bool only = false;        ///< ONLY a partitioned table: not on its partitions
};
struct AddUnique {
  QualifiedName table;
  UniqueKey key;
  std::string using_index;
  bool only = false;
};
struct AddForeignKey {
  QualifiedName table;
  ForeignKey key;
  /// ADD COLUMN … REFERENCES: the same statement adds the column, whose rows are not checked where
  /// it has no default.
  bool with_column = false;
};
struct AddCheck {
  QualifiedName table;
  Check check;
};
struct AddExclusion {
  QualifiedName table;
  Exclusion exclusion;
};
struct DropConstraint {
  QualifiedName table;
  std::string name;
  bool if_exists = false;
  bool cascade = false;
  bool only = false;  ///< ONLY: child tables keep it
};
struct AlterConstraint {
  QualifiedName table;
  std::string name;
  bool deferrable = false;
};
struct RenameConstraint {
  QualifiedName table;
  std::string name;
  std::string to;
};
struct ValidateConstraint {
  QualifiedName table;
  std::string name;
};
struct CreateIndex {
  QualifiedName table;
  Index index;
  bool if_not_exists = false;
  bool concurrently = false;
  bool only = false;  ///< ON ONLY a partitioned table: not on its partitions
};
struct DropIndex {
  QualifiedName index;
  bool if_exists = false;
  bool concurrently = false;
  bool cascade = false;
};
struct RenameIndex {
  QualifiedName index;
  std::string to;
};
/// ALTER INDEX … ATTACH PARTITION: an index of a partition becomes a part of the partitioned one.
struct AttachIndex {
  QualifiedName index;
  QualifiedName partition;
};
struct CreateEnum {
  EnumType type;
  bool if_not_exists = false;  ///< checkfirst, or an exception handler around it
};
/// CREATE DOMAIN, and CREATE TYPE of what is no ENUM.
struct CreateType {
  NamedType type;
};
struct DropType {
  QualifiedName type;
  bool if_exists = false;
  bool cascade = false;
};
struct RenameType {
  QualifiedName type;
  QualifiedName to;
};
struct AddEnumValue {
  QualifiedName type;
  std::string value;
  std::string before;  ///< BEFORE this value, or empty
  std::string after;   ///< AFTER this value, or empty
  bool if_not_exists = false;
};
struct RenameEnumValue {
  QualifiedName type;
  std::string value;
  std::string to;
};
struct SetRowSecurity {
  QualifiedName table;
  std::optional<bool> enabled;
  std::optional<bool> forced;
};
struct CreatePolicy {
  QualifiedName table;
  Policy policy;
};
struct DropPolicy {
  QualifiedName table;
  std::string name;
  bool if_exists = false;
};
struct AttachPartition {
  QualifiedName table;
  QualifiedName partition;
  bool is_default = false;
};
struct DetachPartition {
  QualifiedName table;
  QualifiedName partition;
  bool concurrently = false;
};
struct AddParent {
  QualifiedName table;
  QualifiedName parent;
};
struct RemoveParent {
  QualifiedName table;
  QualifiedName parent;
};
struct CreateView {
  View view;
  bool or_replace = false;
  bool if_not_exists = false;
};
struct DropView {
  QualifiedName view;
  bool if_exists = false;
  bool cascade = false;
  std::vector<QualifiedName> together;  ///< views that the same statement drops
};
struct RenameView {
  QualifiedName view;
  QualifiedName to;
};
struct CreateSchema {
  std::string name;
};
struct DropSchema {
  std::string name;
  bool cascade = false;
};
struct DropDatabase {
  std::string name;
  bool if_exists = false;
};
/// Changes rows, not the schema.
struct ChangeData {
  std::string verb;  ///< "INSERT", "UPDATE", "DELETE", "TRUNCATE", …
  QualifiedName table;
  bool cascade = false;  ///< TRUNCATE … CASCADE
};

// What leaves the schema as it is, but takes locks or says how those behind it run.

/// VACUUM, ANALYZE, CLUSTER, REINDEX. The table is empty where it is all of them, or not known.
struct Maintenance {
  enum class Kind : uint8_t {
    analyze,
    vacuum,
    vacuum_full,
    cluster,
    reindex_table,
    reindex_index,
    reindex_all,  ///< REINDEX SCHEMA, DATABASE, SYSTEM
  } kind = Kind::analyze;
  QualifiedName table;
  QualifiedName index;  ///< REINDEX INDEX
  bool concurrently = false;
};
struct RefreshView {
  QualifiedName view;
  bool concurrently = false;
  bool with_data = true;
};
/// ALTER TABLE of what the schema does not hold, and COMMENT ON a table or column.
struct SetTableOption {
  enum class Kind : uint8_t {
    comment,
    parameters,   ///< SET (fillfactor = …), SET STATISTICS, CLUSTER ON
    persistence,  ///< SET LOGGED, SET UNLOGGED
    tablespace,   ///< SET TABLESPACE, SET ACCESS METHOD
    trigger,      ///< ENABLE TRIGGER, DISABLE TRIGGER
    other,        ///< OWNER TO, SET STORAGE, REPLICA IDENTITY, rules
  } kind = Kind::other;
  QualifiedName table;
};
struct CreateTrigger {
  QualifiedName table;
  std::string name;
  bool or_replace = false;
};
struct DropTrigger {
  QualifiedName table;
  std::string name;
  bool if_exists = false;
};
/// SET and RESET of a run-time parameter, set_config() included.
struct SetParameter {
  std::string name;   ///< lower case: "lock_timeout"
  std::string value;  ///< empty for RESET and DEFAULT
  bool local = false;
};
struct TransactionControl {
  enum class Kind : uint8_t {
    begin,
    commit,
    rollback,
    savepoint,
    rollback_to_savepoint,
    other,
  } kind = Kind::other;
};
/// Understood, and nothing that the schema model holds: CREATE EXTENSION, GRANT, SELECT, ….
struct NoSchemaChange {
  std::string what;
};
/// Not understood: what it may have changed is not known. `table` is empty where even that is not.
struct UnknownChange {
  std::string what;
  QualifiedName table;
};

using Operation =
    std::variant<CreateTable, DropTable, RenameTable, AddColumn, DropColumn, RenameColumn,
                 AlterColumn, AddPrimaryKey, AddUnique, AddForeignKey, AddCheck, AddExclusion,
                 DropConstraint, AlterConstraint, RenameConstraint, ValidateConstraint, CreateIndex,
                 DropIndex, RenameIndex, AttachIndex, CreateEnum, CreateType, DropType, RenameType,
                 AddEnumValue, RenameEnumValue, SetRowSecurity, CreatePolicy, DropPolicy,
                 AttachPartition, DetachPartition, AddParent, RemoveParent, CreateView, DropView,
                 RenameView, CreateSchema, DropSchema, DropDatabase, ChangeData, Maintenance,
                 RefreshView, SetTableOption, CreateTrigger, DropTrigger, SetParameter,
                 TransactionControl, NoSchemaChange, UnknownChange>;

/// The table an operation is about; empty where it is about none.
QualifiedName table_of(const Operation& operation);
/// True for operations that leave the schema as it is.
bool is_harmless(const Operation& operation);

/// One operation of a migration.
struct Step {
  Operation operation;
  bool in_transaction = true;
  bool from_sql = false;  ///< SQL text rather than an `op.*` call
  /// An `if` of the revision or of a DO block, or an exception handler, stands around it.
  bool guarded = false;
  Span where;  ///< the call, or the statement inside its literal or file
};

/// One Alembic revision, or one file of a folder of SQL migrations.
struct Revision {
  std::string id;
  std::vector<std::string> down_revisions;
  std::vector<std::string> depends_on;
  std::vector<std::string> branch_labels;
  /// What `down_revisions` and `depends_on` lead to: indices into History::revisions.
  std::vector<size_t> parents;
  std::vector<size_t> dependencies;
  std::string message;      ///< first line of the docstring
  std::string create_date;  ///< what the docstring has behind "Create Date:"
  std::vector<Step> upgrade;
  std::vector<Step> downgrade;
  bool has_downgrade = false;  ///< there is a way back, be it empty
  /// Modules of the project that it imports, by their dotted names.
  std::vector<Sourced<std::string>> application_imports;
  /// Calls of `create_all()` on the MetaData of the application's models.
  std::vector<Span> created_from_models;
  /// Names behind a colon inside a quoted part of SQL that text() takes for bind parameters.
  std::vector<Sourced<std::string>> quoted_parameters;
  Span where;                ///< the value of `revision`, or the begin of the file
  Span down_revision_where;  ///< the value of `down_revision`
  Span depends_on_where;
};

}  // namespace schemalint
