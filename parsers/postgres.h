#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parsers/sql_expression.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

// PostgreSQL's statements as typed values, as far as they can change a schema. Identifiers are as
// PostgreSQL folds them, without quotes; spans are byte offsets into the text that was parsed.

/// A possibly qualified name. `schema` is empty where the text has none.
struct SqlName {
  std::string schema;
  std::string name;
  SqlSpan where{};
};

struct SqlType {
  SqlName name;      ///< of the element for arrays: "int4" in pg_catalog, "mood"
  std::string text;  ///< with modifiers and brackets: "varchar(20)[]", "app.\"Mood\""
  bool serial = false;
};

struct SqlIndexElement {
  std::string column;      ///< empty for an expression
  std::string expression;  ///< SQL text
  std::string operator_class;
  std::string collation;  ///< without its schema
  bool descending = false;
  bool nulls_reversed = false;  ///< NULLS FIRST, or of a descending element NULLS LAST
};

struct SqlConstraint {
  enum class Kind : uint8_t {
    primary_key,
    unique,
    foreign_key,
    check,
    exclusion,
  } kind = Kind::check;
  std::string name;
  std::vector<std::string> columns;  ///< empty for constraints written in a column
  std::vector<std::string> include;
  std::string using_index;
  SqlName target;  ///< FOREIGN KEY
  std::vector<std::string> target_columns;
  std::string on_delete;  ///< upper case: "SET NULL (a, b)"; empty for NO ACTION
  std::string on_update;
  std::string expression;                 ///< CHECK
  std::vector<SqlIndexElement> elements;  ///< EXCLUDE
  std::vector<std::string> operators;     ///< EXCLUDE: one an element
  std::string method;                     ///< EXCLUDE: empty where it is btree
  std::optional<std::string> where_sql;   ///< EXCLUDE: its predicate
  bool deferrable = false;
  bool not_valid = false;
  bool no_inherit = false;
  bool nulls_not_distinct = false;
  SqlSpan where;
};

struct SqlColumn {
  std::string name;
  SqlType type;
  bool not_null = false;
  bool null_written = false;  ///< NULL or NOT NULL is there
  std::string default_sql;    ///< empty: none
  bool identity = false;
  bool computed = false;
  std::vector<SqlConstraint> constraints;
  SqlSpan where;        ///< the name
  SqlSpan declaration;  ///< name, type and constraints
};

/// LIKE source INCLUDING ….
struct SqlLike {
  SqlName source;
  size_t place = 0;  ///< how many columns stand before it
  bool defaults = false, identity = false, generated = false, constraints = false, indexes = false;
};

struct SqlCreateTable {
  SqlName name;
  std::vector<SqlColumn> columns;
  std::vector<SqlConstraint> constraints;
  std::vector<SqlLike> likes;  ///< with their places among the columns
  std::vector<SqlName> inherits;
  std::optional<SqlName> partition_of;
  bool default_partition = false;
  std::string partition_by;  ///< "RANGE (created_at)"; empty where it is not partitioned
  bool from_query = false;   ///< CREATE TABLE AS, SELECT INTO: its columns are not known
  bool of_type = false;      ///< CREATE TABLE … OF type: neither are these
  bool temporary = false;
  bool if_not_exists = false;
};

/// What kind of object a statement is about.
enum class SqlObject : uint8_t {
  table,
  view,
  index,
  sequence,
  column,
  constraint,
  type,
  enum_value,
  schema,
  policy,
  trigger,
  rule,
  other,
};

/// One action of ALTER TABLE.
struct SqlAction {
  enum class Kind : uint8_t {
    add_column,
    drop_column,
    set_type,
    set_default,
    drop_default,
    set_not_null,
    drop_not_null,
    add_identity,
    drop_identity,
    drop_expression,
    add_constraint,
    drop_constraint,
    validate_constraint,
    alter_constraint,
    enable_row_security,
    disable_row_security,
    force_row_security,
    no_force_row_security,
    attach_partition,
    detach_partition,
    inherit,
    no_inherit,
    // What the schema model does not hold:
    set_parameters,   ///< SET (fillfactor = …), SET STATISTICS, CLUSTER ON
    set_persistence,  ///< SET LOGGED, SET UNLOGGED
    set_tablespace,   ///< SET TABLESPACE, SET ACCESS METHOD
    set_trigger,      ///< ENABLE TRIGGER, DISABLE TRIGGER
    physical,         ///< owner, storage, replica identity, rules, …
    other,
  } kind = Kind::other;
  std::string name;  ///< column or constraint
  std::optional<SqlColumn> column;
  std::optional<SqlConstraint> constraint;
  SqlType type;
  std::string expression;  ///< default, or USING of a type change
  SqlName table;           ///< partition or parent
  bool default_partition = false;
  bool deferrable = false;
  bool if_exists = false, if_not_exists = false, cascade = false, concurrently = false;
  SqlSpan where;
};

struct SqlAlterTable {
  SqlObject object = SqlObject::table;  ///< ALTER INDEX, ALTER VIEW, … are parsed as this, too
  SqlName name;
  std::vector<SqlAction> actions;
  bool if_exists = false;
  bool only = false;  ///< ONLY
};

/// ALTER … RENAME. For columns, constraints and policies `name` is the table and `from` the old
/// name; for schemas there is only `from`.
struct SqlRename {
  SqlObject object = SqlObject::other;
  SqlName name;
  std::string from;
  std::string to;
  bool if_exists = false;
};

struct SqlSetSchema {
  SqlObject object = SqlObject::other;
  SqlName name;
  std::string to;
  bool if_exists = false;
};

/// DROP. For policies, triggers and rules `table` is theirs.
struct SqlDrop {
  SqlObject object = SqlObject::other;
  std::vector<SqlName> names;
  SqlName table;
  bool if_exists = false, cascade = false, concurrently = false;
};

struct SqlCreateIndex {
  std::string name;  ///< empty: PostgreSQL chooses one
  SqlName table;
  std::vector<SqlIndexElement> elements;
  std::vector<std::string> include;
  std::string method;  ///< empty where it is btree
  std::map<std::string, std::string> parameters;
  std::optional<std::string> where_sql;
  bool unique = false, only = false, concurrently = false, if_not_exists = false;
  bool nulls_not_distinct = false;
};

struct SqlCreateEnum {
  SqlName name;
  std::vector<std::string> values;
};

/// CREATE DOMAIN, and CREATE TYPE of what is no ENUM.
struct SqlCreateType {
  enum class Kind : uint8_t { domain, composite, range } kind = Kind::domain;
  SqlName name;
};

/// A relation that a view reads, by the name that its query gives it.
struct SqlViewSource {
  SqlName name;
  std::string alias;  ///< the name if there is none
};

struct SqlCreateView {
  SqlName name;
  std::vector<SqlViewSource> sources;             ///< wherever they stand in the query
  std::vector<std::vector<std::string>> columns;  ///< as written: "c" or "t.c"; "*" is a star
  bool materialized = false;
  bool temporary = false;
  bool or_replace = false, if_not_exists = false;
};

struct SqlAddEnumValue {
  SqlName type;
  std::string value, before, after;
  bool if_not_exists = false;
};

struct SqlRenameEnumValue {
  SqlName type;
  std::string value, to;
};

struct SqlStatement;

struct SqlCreateSchema {
  std::string name;
  std::vector<SqlStatement> elements;  ///< CREATE statements inside of it
  bool if_not_exists = false;
};

struct SqlCreatePolicy {
  std::string name;
  SqlName table;
  std::string command;  ///< "ALL", "SELECT", …; empty for ALTER POLICY
  bool permissive = true;
  bool alter = false;
  std::string using_sql, check_sql;
};

/// Text in another language inside of a statement: the body of DO or CREATE FUNCTION.
struct SqlBody {
  std::string language;  ///< lower case
  std::string text;
  SqlSpan where;          ///< of the text without its quotes, or of the literal
  bool verbatim = false;  ///< the bytes at `where` are the text
};

struct SqlDo {
  SqlBody body;
};

struct SqlCreateFunction {
  SqlName name;
  SqlBody body;
  std::vector<std::string> arguments;  ///< names of the input arguments, empty for unnamed ones
  bool is_trigger = false;
};

/// INSERT, UPDATE, DELETE, TRUNCATE, COPY, MERGE: rows, not the schema.
struct SqlChangeRows {
  std::string verb;
  SqlName table;
  std::vector<SqlName> more;  ///< TRUNCATE: tables behind the first
  bool cascade = false;
};

/// VACUUM, ANALYZE, CLUSTER, REINDEX: one for each table; without a name it is all of them.
struct SqlMaintenance {
  enum class Kind : uint8_t {
    analyze,
    vacuum,
    vacuum_full,
    cluster,
    reindex_table,
    reindex_index,
    reindex_all,
  } kind = Kind::analyze;
  std::vector<SqlName> names;
  bool concurrently = false;
};

/// REFRESH MATERIALIZED VIEW.
struct SqlRefresh {
  SqlName view;
  bool concurrently = false;
  bool with_data = true;
};

struct SqlCreateTrigger {
  std::string name;
  SqlName table;
  bool or_replace = false;
};

/// What is said of a table beside its definition: COMMENT ON it or a column of it, CREATE RULE,
/// CREATE STATISTICS.
struct SqlTableOption {
  enum class Kind : uint8_t { comment, rule, statistics } kind = Kind::comment;
  SqlName table;
};

struct SqlDropDatabase {
  std::string name;
  bool if_exists = false;
};

/// A query; `call` is the function where the query is a single call with constant arguments.
struct SqlQuery {
  std::optional<SqlName> call;
  std::vector<std::optional<std::string>> arguments;  ///< nothing: not a constant
};

/// SET and RESET. `values` is empty for RESET and SET … TO DEFAULT.
struct SqlSet {
  std::string name;
  std::vector<std::string> values;
  bool local = false;
};

struct SqlTransaction {
  std::string what;  ///< "BEGIN", "COMMIT", …
};

/// Anything else.
struct SqlOther {
  std::string what;                ///< "CREATE EXTENSION", "COMMENT", …
  bool may_change_schema = false;  ///< tables, columns, … may be others afterwards
};

struct SqlStatement {
  std::variant<SqlCreateTable, SqlAlterTable, SqlRename, SqlSetSchema, SqlDrop, SqlCreateIndex,
               SqlCreateEnum, SqlCreateType, SqlCreateView, SqlAddEnumValue, SqlRenameEnumValue,
               SqlCreateSchema, SqlCreatePolicy, SqlDo, SqlCreateFunction, SqlChangeRows,
               SqlMaintenance, SqlRefresh, SqlCreateTrigger, SqlTableOption, SqlDropDatabase,
               SqlQuery, SqlSet, SqlTransaction, SqlOther>
      content;
  SqlSpan where;  ///< from its first word to its last byte, without the semicolon
};

/// A statement that PostgreSQL's parser refuses.
struct SqlError {
  SqlSpan where;        ///< the token where the parser stopped
  SqlSpan statement;    ///< all of it
  std::string message;  ///< PostgreSQL's own
};

struct SqlScript {
  std::vector<SqlStatement> statements;  ///< in order
  std::vector<SqlError> errors;
};

/// Parses SQL with PostgreSQL 15's grammar, statement by statement: one that is wrong loses only
/// itself. Any bytes are accepted. Thread-safe. Statements that nest deeper than 1,000 levels are
/// refused, as PostgreSQL's stack depth check refuses them.
SqlScript parse_sql(std::string_view text);

}  // namespace schemalint
