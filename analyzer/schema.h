#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parsers/source.h"

namespace schemalint {

/// A fact and the source that states it. Replaying a migration overwrites both together, so that a
/// finding about the final schema still points at the line that made it so.
template <typename T>
struct Sourced {
  T value{};
  Span where{};

  bool operator==(const Sourced& other) const { return value == other.value; }
};

/// A name in a schema. An empty schema is what PostgreSQL finds first on the search path, in
/// practice `public`.
struct QualifiedName {
  std::string schema;
  std::string name;

  std::string text() const { return schema.empty() ? name : schema + "." + name; }
  auto operator<=>(const QualifiedName&) const = default;
};

/// The one spelling of a name: schema "public" is the empty schema.
QualifiedName qualified_name(std::string_view schema, std::string_view name);

struct QualifiedNameHash {
  size_t operator()(const QualifiedName& name) const {
    const std::hash<std::string> hash;
    return hash(name.name) * 31 + hash(name.schema);
  }
};

struct Column {
  std::string name;       ///< in the database
  std::string key;        ///< SQLAlchemy's Column.key: what ForeignKey strings speak of
  std::string attribute;  ///< of the model; empty where none declares it
  /// As PostgreSQL's dialect prints it: "VARCHAR(20)", "TIMESTAMP WITH TIME ZONE", "INTEGER[]".
  /// Empty where it is not known.
  Sourced<std::string> type;
  /// The native ENUM type of the column, where it has one.
  std::optional<QualifiedName> enum_type;
  Sourced<bool> nullable{.value = true};
  bool nullable_explicit = false;  ///< the source says it, rather than a default
  bool primary_key = false;
  std::optional<Sourced<std::string>> server_default;  ///< SQL text; a string literal keeps quotes
  std::optional<Sourced<std::string>> client_default;  ///< Python source text of `default=`
  /// `default=` of Column is one list, dictionary or set that is made when the module is imported.
  bool mutable_default = false;
  bool uuid_default = false;  ///< `default=` gives a whole UUID, as an object or as text
  bool annotated = false;     ///< declared by `Mapped[...]`: the 2.0 style of mapping
  /// What `Mapped[...]` says of NULL, whatever `nullable=` says; the place is the annotation.
  /// Nothing where that is not known.
  std::optional<Sourced<bool>> annotated_nullable;
  /// The TypeDecorator, by its name, that the project's code puts between values and the type.
  std::string type_decorator;
  /// Values of a fixed list (an Enum that is stored as text, a Literal) that no CHECK of the type
  /// enforces.
  bool unconstrained_choice = false;
  bool identity = false;
  bool computed = false;
  bool serial = false;     ///< the sequence of its default belongs to it
  bool inherited = false;  ///< a parent table or the partitioned table alone declares it
  Span where;              ///< the column's name or attribute: what a person looks at
  Span declaration;        ///< the whole declaration
};

/// A key of a table: its primary key or a UNIQUE constraint. `name` is empty where neither the
/// source nor a naming convention names it.
struct UniqueKey {
  std::string name;
  std::vector<std::string> columns;  ///< database names
  std::vector<std::string> include;
  bool deferrable = false;
  bool nulls_not_distinct = false;
  bool from_column = false;  ///< made by `unique=True` on the column
  std::string of_parent;     ///< on partitions: the partitioned table's key that it is a part of
  Span where;
};

/// The referential action as PostgreSQL writes it, upper case: "CASCADE", "SET NULL (x)", or empty.
using ReferentialAction = std::string;

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;  ///< database names of the referencing columns
  /// The table and columns it leads to. For models: as SQLAlchemy resolves the written target; the
  /// schema is the one that is meant even where the source leaves it out.
  QualifiedName target;
  std::vector<std::string> target_columns;
  /// What became of the target.
  enum class State : uint8_t {
    resolved,        ///< table and columns exist
    unknown,         ///< the source could not be evaluated: say nothing
    missing_table,   ///< no such table, as SQLAlchemy (models) or PostgreSQL (migrations) looks
    missing_column,  ///< the table is there, a column is not
  } state = State::resolved;
  /// Models: the target strings as they are written ("client_accounts.id"), one a column, each
  /// with the place of its text. Empty where a Column object was given (`ForeignKey(Parent.id)`).
  std::vector<Sourced<std::string>> written;
  bool written_schema = false;  ///< the source names the schema of the target
  ReferentialAction on_delete;
  ReferentialAction on_update;
  bool on_delete_unknown = false;  ///< it is given, but its value is not known
  Span on_delete_where;            ///< models: the value of `ondelete=`
  bool deferrable = false;
  bool validated = true;  ///< false after NOT VALID
  bool use_alter = false;
  bool in_column = false;  ///< declared by the column itself (`ForeignKey`, inline REFERENCES)
  std::string of_parent;   ///< on partitions: the partitioned table's key that it is a part of
  Span where;
};

struct IndexElement {
  std::string column;      ///< database name; empty for an expression
  std::string expression;  ///< SQL text of an expression, empty for a plain column
  std::string operator_class;
  std::string collation;  ///< where it is written: "C"
  bool descending = false;
  bool nulls_reversed = false;  ///< NULLS FIRST, or of a descending element NULLS LAST

  bool operator==(const IndexElement&) const = default;
};

struct Index {
  std::string name;
  std::vector<IndexElement> elements;
  std::vector<std::string> include;
  std::string method;                             ///< "gin", "hnsw", …; empty is btree
  std::map<std::string, std::string> parameters;  ///< WITH (…), for example "m" → "16"
  std::optional<std::string> where_sql;           ///< predicate of a partial index
  bool unique = false;
  bool nulls_not_distinct = false;
  bool from_column = false;  ///< made by `index=True` on the column
  bool valid = true;
  std::string of_parent;  ///< on partitions: the partitioned table's index that it is a part of
  Span where;
};

struct Check {
  std::string name;
  std::string sql;
  bool validated = true;
  bool no_inherit = false;  ///< NO INHERIT: child tables do not get it
  bool inherited = false;   ///< a parent table or the partitioned table alone declares it
  bool type_bound = false;  ///< made by a type (Enum, Boolean), not written out
  Span where;
};

/// An EXCLUDE constraint.
struct Exclusion {
  std::string name;
  std::vector<IndexElement> elements;
  std::vector<std::string> operators;    ///< one an element: "&&"
  std::string method;                    ///< "gist"; empty is btree
  std::optional<std::string> where_sql;  ///< predicate
  bool deferrable = false;
  Span where;
};

/// An index or a constraint that stands in a class body and reaches no table. SQLAlchemy says
/// nothing: it takes what `__table_args__` holds and what Column objects lead to.
struct DeadDeclaration {
  std::string construct;  ///< "Index", "UniqueConstraint", …
  std::string name;       ///< empty where it has none
  enum class Reason : uint8_t {
    attribute,       ///< assigned to an attribute, its columns given as text
    statement,       ///< a statement of its own, its columns given as text
    misspelt,        ///< in `__tableargs__` and the like
    assigned_again,  ///< `__table_args__` is assigned a second time
    replaced,        ///< in a mixin's `__table_args__`, and the class has its own
  } reason = Reason::attribute;
  std::string attribute;  ///< that it is assigned to, or in
  Span where;             ///< the call
  Span winner;            ///< the `__table_args__` that counts instead
};

struct Policy {
  std::string name;
  std::string command = "ALL";
  bool permissive = true;
  std::string using_sql;
  std::string check_sql;
  Span where;
};

struct Table {
  QualifiedName name;
  std::string module;       ///< dotted name of the module that declares it; empty for migrations
  std::string model_class;  ///< name of the mapped class; empty for a plain Table(...)
  size_t metadata = 0;      ///< of models: tables of one MetaData have one number
  std::vector<Column> columns;
  std::optional<UniqueKey> primary_key;
  std::vector<UniqueKey> unique;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Index> indexes;  ///< without those that back a constraint
  std::vector<Check> checks;
  std::vector<Exclusion> exclusions;
  std::vector<Policy> policies;
  bool row_security = false;
  bool force_row_security = false;
  std::optional<std::string> partition_by;
  std::optional<QualifiedName> partition_of;
  bool default_partition = false;       ///< PARTITION OF … DEFAULT
  std::vector<QualifiedName> inherits;  ///< INHERITS: its parents, in order
  bool schema_known = true;             ///< false: it may be in a schema that `name` does not tell
  /// False where a part of it could not be understood: absence of something proves nothing then.
  bool complete = true;
  std::vector<DeadDeclaration> dead;  ///< what its class writes down and SQLAlchemy never makes
  Span where;                         ///< its name in the source
  Span declaration;                   ///< the whole class or call

  const Column* column(std::string_view name) const;
  Column* column(std::string_view name);
};

/// A native ENUM type.
struct EnumType {
  QualifiedName name;
  std::vector<std::string> values;
  Span where;
  /// Columns of models that have it: "schema.table.column", each with its place.
  std::vector<Sourced<std::string>> used_by;
};

/// A domain, composite type or range type.
struct NamedType {
  QualifiedName name;
  enum class Kind : uint8_t { domain, composite, range } kind = Kind::domain;
  Span where;
};

/// What a view needs: it stands against changes of these.
struct ViewSource {
  QualifiedName relation;            ///< a table or another view
  std::vector<std::string> columns;  ///< of a table: those that the view reads for sure
};

struct View {
  QualifiedName name;
  bool materialized = false;
  std::vector<ViewSource> sources;
  Span where;
};

/// Tables and types refer to each other by name, never by pointer: a Schema is a plain value that
/// can be copied, compared and sent across threads. Look-ups by name take constant time.
class Schema {
 public:
  const std::vector<Table>& tables() const { return tables_; }
  const std::vector<EnumType>& enums() const { return enums_; }

  const Table* table(const QualifiedName& name) const;
  Table* table(const QualifiedName& name);
  const EnumType* enum_type(const QualifiedName& name) const;
  EnumType* enum_type(const QualifiedName& name);

  /// Adds it, or replaces the one of the same name.
  Table& add(Table table);
  EnumType& add(EnumType type);
  bool remove_table(const QualifiedName& name);
  bool remove_enum(const QualifiedName& name);
  bool rename_table(const QualifiedName& from, const QualifiedName& to);
  bool rename_enum(const QualifiedName& from, const QualifiedName& to);

  /// Views and the types that are no ENUM, by name.
  std::map<QualifiedName, View>& views() { return views_; }
  const std::map<QualifiedName, View>& views() const { return views_; }
  std::map<QualifiedName, NamedType>& named_types() { return named_types_; }
  const std::map<QualifiedName, NamedType>& named_types() const { return named_types_; }
  /// Names of all tables that are called `name`, whatever their schema; ordered by schema.
  std::vector<QualifiedName> tables_called(std::string_view name) const;

  /// Schemas that were created by name; those that only tables speak of are not among them.
  const std::set<std::string>& schemas() const { return schemas_; }
  void add_schema(const std::string& name) { schemas_.insert(name); }
  void remove_schema(const std::string& name) { schemas_.erase(name); }

 private:
  std::vector<Table> tables_;
  std::vector<EnumType> enums_;
  std::map<QualifiedName, View> views_;
  std::map<QualifiedName, NamedType> named_types_;
  std::set<std::string> schemas_;
  std::unordered_map<QualifiedName, size_t, QualifiedNameHash> table_index_;
  std::unordered_map<QualifiedName, size_t, QualifiedNameHash> enum_index_;
  std::unordered_map<std::string, std::set<std::string>> schemas_of_;  // by bare table name
};

/// A foreign key that joins the tables of a relationship, by the table that has it.
struct JoinKey {
  QualifiedName table;
  std::vector<std::string> columns;
  Span where;

  bool operator==(const JoinKey& other) const {
    return table == other.table && columns == other.columns;
  }
};

/// A relationship() of a mapped class. ORM only.
struct Relationship {
  std::string module;       ///< dotted name of the module of the class
  std::string model_class;  ///< the class that has the attribute
  std::string attribute;
  std::string target_class;  ///< empty where it is not known
  /// What became of the target.
  enum class Target : uint8_t {
    mapped,
    unknown,  ///< it may be a class that is not understood, or a library's: say nothing
    missing,  ///< no class of the project has the name
  } target = Target::unknown;
  QualifiedName table;         ///< that of the class; a name that is empty is not known
  QualifiedName target_table;  ///< that of the target
  enum class Direction : uint8_t { unknown, many_to_one, one_to_many, many_to_many };
  Direction direction = Direction::unknown;
  bool uselist = false;
  bool uselist_known = true;  ///< false: neither annotation, `uselist=` nor the direction tells
  bool annotated = false;     ///< by Mapped[...] or its kin
  /// The loader that `lazy=` sets: for True, False and None that is "select", "joined", "noload".
  std::optional<Sourced<std::string>> lazy;
  std::string lazy_constant;  ///< "True", "False" or "None" where `lazy=` is written so
  bool lazy_unknown = false;  ///< `lazy=` is there but its value is not, or keywords are splatted
  /// The loader the annotation sets: "write_only" or "dynamic"; empty otherwise.
  std::string annotated_loader;
  std::optional<Sourced<std::string>> back_populates;
  std::optional<Sourced<std::string>> secondary;
  std::optional<Sourced<std::string>> cascade;          ///< as written
  std::optional<Sourced<std::string>> passive_deletes;  ///< "True", "False", "all"
  bool viewonly = false;                                ///< or may be
  bool complete = true;                                 ///< all arguments of the call are known
  bool has_backref = false;                             ///< `backref=` makes the other side
  /// The foreign keys that it goes by: what `foreign_keys=` and `primaryjoin=` name of those
  /// between the tables. Empty where they are not known, and with `secondary`.
  std::vector<JoinKey> keys;
  /// The foreign keys that SQLAlchemy cannot choose between: it raises AmbiguousForeignKeysError.
  std::vector<JoinKey> ambiguous;
  /// What is wrong with the other side that `back_populates` names: SQLAlchemy refuses it.
  enum class Reverse : uint8_t {
    fine,  ///< or not known
    missing,
    no_relationship,
    points_elsewhere,
    same_direction,
  } reverse = Reverse::fine;
  /// The attributes of the target, where `reverse` is `missing`.
  std::vector<std::string> target_attributes;
  Span reverse_where;          ///< the attribute of that name, where it is there
  std::string reverse_target;  ///< the class that it leads to

  bool from_backref = false;  ///< the reverse side that a backref on another class makes
  Span where;                 ///< the attribute's name (or the backref's string)
  Span call;                  ///< the whole relationship(…) or backref(…) call, or the string
  Span target_where;          ///< the name of the target, where a string says it
  /// The parenthesised arguments of the call that may get a `lazy=`, parentheses included; not
  /// known() where there is no such call (a backref given as a bare string).
  Span arguments;
};

}  // namespace schemalint
