#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/project.h"
#include "analyzer/schema.h"
#include "analyzer/value.h"

namespace schemalint::models {

// What the readers find before the tables know each other. Columns are still spoken of by values
// (a key, a Column object); linking turns drafts into the schema.

/// What every reader needs.
struct Context {
  Evaluator& evaluator;
  Project& project;
  /// What stands for the dialect where a type asks for it; made when it is first needed.
  std::unique_ptr<Class> dialect;

  void not_understood(Span where, std::string what, std::string reason) {
    project.not_understood.push_back({where, std::move(what), std::move(reason)});
  }
};

/// The CHECK constraint of `Enum(native_enum=False, create_constraint=True)`.
struct TypeCheck {
  std::string name;
  std::vector<std::string> values;
};

/// A native ENUM type that a column has.
struct NativeEnum {
  std::string name;
  std::string schema;
  bool inherits_schema = false;  ///< `inherit_schema=True`: the schema of the table
  Ref metadata = nullptr;        ///< `metadata=`: its schema where `schema` is empty
  std::vector<std::string> values;
  bool values_known = true;
  bool create_type = true;  ///< false: CREATE TABLE does not make the type
  Span where;
};

struct ColumnType {
  std::string ddl;      ///< as PostgreSQL's dialect prints it; empty where it is not known
  std::string reason;   ///< why it is not known
  bool absent = false;  ///< none is given: that of the foreign key's target
  std::optional<NativeEnum> native_enum;  ///< `ddl` is then what follows its name: "[]"
  std::optional<TypeCheck> check;
  bool spatial_index = false;  ///< GeoAlchemy makes a GiST index for the column
  std::string decorator;       ///< name of the project's TypeDecorator, where it is one
  bool tracked = false;        ///< by `as_mutable()`: each object has a value of its own
  bool unconstrained = false;  ///< a fixed list of values that no CHECK of the type enforces
  Span where;

  bool known() const { return !ddl.empty() || native_enum.has_value(); }
};

/// One end of a foreign key's target as it is given.
struct TargetDraft {
  std::optional<Text> text;  ///< "schema.table.column"
  Ref object = nullptr;      ///< `Parent.id`, `table.c.id`, a Column
};

struct ForeignKeyDraft {
  ForeignKey key;  ///< name, actions and places; columns and target are filled in by linking
  std::vector<Ref> columns;  ///< of the constraint: keys or Column objects
  std::vector<TargetDraft> targets;
  bool link_to_name = false;
  bool name_is_final = false;  ///< given through conv(): no naming convention
  bool understood = true;
};

/// The name of a constraint or index as it is given.
struct GivenName {
  std::optional<std::string> text;
  bool final = false;    ///< conv(...): no naming convention
  bool unknown = false;  ///< given, but its value is not known
};

struct KeyDraft {
  GivenName name;
  std::vector<Ref> columns;
  bool deferrable = false;
  bool nulls_not_distinct = false;
  Ref call = nullptr;
  Span where;
};

struct CheckDraft {
  GivenName name;
  Ref sql = nullptr;
  std::string text;  ///< where `sql` is null
  bool type_bound = false;
  Span where;
};

struct IndexDraft {
  GivenName name;
  std::vector<Ref> elements;
  bool unique = false;
  bool complete = true;
  bool from_column = false;
  std::vector<std::pair<std::string, Ref>> options;  ///< keywords "postgresql_…" without prefix
  Ref call = nullptr;
  Span where;
};

/// `ExcludeConstraint((column, operator), …)`.
struct ExclusionDraft {
  GivenName name;
  std::vector<std::pair<Ref, Ref>> elements;  ///< column or expression, and operator
  std::string method = "gist";
  Ref predicate = nullptr;  ///< `where=`
  bool deferrable = false;
  bool complete = true;  ///< false: it has elements that are not known
  Span where;
};

struct ColumnDraft {
  Column column;
  ColumnType type;
  Ref value = nullptr;  ///< the Column object, where one is written
  std::vector<ForeignKeyDraft> foreign_keys;
  std::vector<CheckDraft> checks;
  bool unique = false;
  bool index = false;
  bool nullable_known = true;
  std::optional<bool> autoincrement;  ///< where `autoincrement=` says it
  bool sequence = false;              ///< has a Sequence(...) of its own
};

/// `MetaData(...)` or what stands for it.
struct MetadataDraft {
  bool known = true;  ///< false: stands for all that could not be told apart
  std::string schema;
  std::map<std::string, std::string>
      naming;  ///< naming convention by the kind's short name: "ix", "fk"
  std::map<std::string, const Function*> tokens;  ///< of the convention, by functions
  bool has_unknown_tables = false;  ///< a class whose table has no known name is in it
};

struct TableDraft {
  Table table;  ///< name, place and module; the rest is filled in by linking
  size_t metadata = 0;
  Ref call = nullptr;             ///< `Table(...)`, where it is one
  const Class* source = nullptr;  ///< the class that the table was made for, where there is one
  std::vector<ColumnDraft> columns;
  std::optional<KeyDraft> primary_key;
  std::vector<KeyDraft> unique;
  std::vector<ExclusionDraft> exclusions;
  std::vector<ForeignKeyDraft> foreign_keys;
  std::vector<IndexDraft> indexes;
  std::vector<CheckDraft> checks;

  ColumnDraft* by_key(std::string_view key);
  ColumnDraft* by_name(std::string_view name);
};

}  // namespace schemalint::models
