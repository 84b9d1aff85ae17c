#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "analyzer/replay/changes.h"
#include "analyzer/sequences.h"
#include "analyzer/words.h"
#include "parsers/sql_lexer.h"
#include "reports/ddl.h"
#include "reports/diff.h"

namespace schemalint {

// First goes what hangs on columns, foreign keys and tables before the keys they lead to; then
// tables and columns come and go; then comes what hangs on the new ones, foreign keys last.

namespace {

class DiffSql {
 public:
  DiffSql(const Drift& drift, const Schema& wanted, const Schema& present)
      : drift_(drift), wanted_(wanted), present_(present) {
    for (const TableDrift& table : drift.tables) {
      if (table.table.wanted == nullptr)
        gone_.push_back(&table);
      else if (table.table.present == nullptr)
        made_.push_back(&table);
      else
        changed_.push_back(&table);
    }
  }

  std::string text() {
    for (const TableDrift* table : changed_)
      drop_constraints(*table, table->foreign_keys, foreign_key_name);
    drop_tables();
    for (const TableDrift* table : changed_) drop_parts(*table);
    prepare();
    for (const Sides<EnumType>& sides : drift_.enums)
      if (sides.wanted != nullptr) make_enum(sides);
    for (const TableDrift* table : made_) say(ddl::create_table(wanted_, *table->table.wanted));
    for (const TableDrift* table : changed_) change_columns(*table);
    for (const Sides<EnumType>& sides : drift_.enums)
      if (sides.wanted == nullptr) say("DROP TYPE " + ddl::quoted(sides.present->name));
    for (const TableDrift* table : changed_) add_keys(*table);
    for (const TableDrift* table : made_) add_indexes(*table->table.wanted);
    for (const TableDrift* table : made_)
      for (const ForeignKey& key : table->table.wanted->foreign_keys)
        say(ddl::add_foreign_key(wanted_, *table->table.wanted, key));
    for (const TableDrift* table : changed_)
      for (const Sides<ForeignKey>& sides : table->foreign_keys)
        if (sides.wanted != nullptr)
          say(ddl::add_foreign_key(wanted_, *table->table.wanted, *sides.wanted));
    for (const TableDrift* table : made_) secure(*table->table.wanted);
    for (const TableDrift* table : changed_) add_policies(*table);
    return std::move(text_);
  }

 private:
  void say(const std::string& statement) { text_ += statement + ";\n"; }
  static std::string alter(const TableDrift& drift) {
    return "ALTER TABLE " + ddl::quoted(drift.table.present->name) + " ";
  }

  static std::string schema_prefix(const TableDrift& drift) {
    const std::string& schema = drift.table.present->name.schema;
    return schema.empty() ? "" : quote_identifier(schema) + ".";
  }

  /// The name that something has in the database: `choose` gives what PostgreSQL makes of none.
  template <typename T, typename Choose>
  std::string name_of(const TableDrift& drift, const T& item, Choose choose) const {
    return quote_identifier(item.name.empty() ? choose(present_, *drift.table.present, item)
                                              : item.name);
  }

  template <typename T, typename Choose>
  void drop_constraints(const TableDrift& drift, const std::vector<Sides<T>>& all, Choose choose) {
    for (const Sides<T>& sides : all)
      if (sides.present != nullptr)
        say(alter(drift) + "DROP CONSTRAINT " + name_of(drift, *sides.present, choose));
  }

  void drop_parts(const TableDrift& drift) {
    for (const Sides<Policy>& sides : drift.policies)
      if (sides.present != nullptr)
        say(fmt::format("DROP POLICY {} ON {}", quote_identifier(sides.present->name),
                        ddl::quoted(drift.table.present->name)));
    drop_constraints(drift, drift.checks, check_name);
    drop_constraints(drift, drift.unique, unique_key_name);
    drop_constraints(drift, drift.primary_key, unique_key_name);
    for (const Sides<Index>& sides : drift.indexes)
      if (sides.present != nullptr)
        say("DROP INDEX " + schema_prefix(drift) + name_of(drift, *sides.present, index_name));
  }

  /// In one statement, for their foreign keys may lead to one another.
  void drop_tables() {
    std::vector<std::string> names;
    for (const TableDrift* table : gone_) names.push_back(ddl::quoted(table->name()));
    if (!names.empty()) say("DROP TABLE " + join(names));
  }

  /// Calls `visit` for every new column.
  template <typename Visit>
  void for_new_columns(Visit visit) const {
    for (const TableDrift* table : made_)
      for (const Column& column : table->table.wanted->columns) visit(column);
    for (const TableDrift* table : changed_)
      for (const Column* column : table->missing_columns) visit(*column);
  }

  /// What new tables and columns need first: extensions, schemas, sequences.
  void prepare() {
    const auto needed = [](const Schema& schema) {
      std::set<std::string_view> extensions;
      for (const Table& table : schema.tables()) extensions.merge(ddl::extensions_of(table));
      return extensions;
    };
    std::vector<std::string_view> extensions;
    std::ranges::set_difference(needed(wanted_), needed(present_), std::back_inserter(extensions));
    for (const std::string_view extension : extensions)
      say(fmt::format("CREATE EXTENSION IF NOT EXISTS {}", quote_identifier(extension)));
    std::set<std::string> schemas;
    std::set<QualifiedName> sequences;
    for (const TableDrift* table : made_) schemas.insert(table->name().schema);
    for (const Sides<EnumType>& sides : drift_.enums)
      if (sides.present == nullptr) schemas.insert(sides.wanted->name.schema);
    for (const std::string& schema : schemas)
      if (!schema.empty()) say("CREATE SCHEMA IF NOT EXISTS " + quote_identifier(schema));
    for_new_columns([&](const Column& column) {
      if (const auto name = sequence_of(column)) sequences.insert(*name);
    });
    for (const QualifiedName& name : sequences)
      say("CREATE SEQUENCE IF NOT EXISTS " + ddl::quoted(name));
  }

  void make_enum(const Sides<EnumType>& sides) {
    const auto& [wanted, present] = sides;
    if (present == nullptr) return say(ddl::create_enum(*wanted));
    const auto is_wanted = [type = wanted](const std::string& value) {
      return std::ranges::find(type->values, value) != type->values.end();
    };
    if (std::ranges::all_of(present->values, is_wanted)) return add_values(*wanted, *present);
    make_enum_anew(*wanted, *present);
  }

  void add_values(const EnumType& wanted, const EnumType& present) {
    std::string before;
    for (const std::string& value : wanted.values) {
      const bool is_new = std::ranges::find(present.values, value) == present.values.end();
      const std::string place = before.empty() ? "" : " AFTER " + ddl::literal(before);
      if (is_new)
        say(fmt::format("ALTER TYPE {} ADD VALUE {}{}", ddl::quoted(present.name),
                        ddl::literal(value), place));
      before = value;
    }
  }

  /// A value cannot be dropped: another type takes the place of the old one.
  void make_enum_anew(const EnumType& wanted, const EnumType& present) {
    const QualifiedName old{present.name.schema, present.name.name + "_old"};
    say(fmt::format("ALTER TYPE {} RENAME TO {}", ddl::quoted(present.name),
                    quote_identifier(old.name)));
    EnumType type = wanted;
    type.name = present.name;
    say(ddl::create_enum(type));
    for (const Table& table : present_.tables())
      for (const Column& column : table.columns)
        if (column.enum_type && *column.enum_type == present.name &&
            wanted_.table(table.name) != nullptr)
          convert(table, column, ddl::type_of(present_, column).sql,
                  ddl::type_of(present_, column).sql);
    say("DROP TYPE " + ddl::quoted(old));
  }

  /// Changes the type of a column through its text. A default keeps its value.
  void convert(const Table& table, const Column& column, const std::string& type,
               const std::string& cast) {
    const std::string alter = fmt::format("ALTER TABLE {} ALTER COLUMN {} ",
                                          ddl::quoted(table.name), quote_identifier(column.name));
    const bool has_default = column.server_default && !sequence_of(column);
    if (has_default) say(alter + "DROP DEFAULT");
    const std::string text = cast.ends_with("[]") ? "text[]" : "text";
    say(fmt::format("{}TYPE {} USING {}::{}::{}", alter, type, quote_identifier(column.name), text,
                    cast));
    if (has_default) say(alter + "SET DEFAULT " + column.server_default->value);
  }

  void change_columns(const TableDrift& drift) {
    for (const Column* column : drift.undeclared_columns)
      say(alter(drift) + "DROP COLUMN " + quote_identifier(column->name));
    for (const Column* column : drift.missing_columns) {
      const ddl::Part part = ddl::column_definition(wanted_, *column);
      if (!part.remark.empty()) text_ += "-- " + part.remark + "\n";
      say(alter(drift) + "ADD COLUMN " + part.sql);
    }
    for (const Sides<Column>& sides : drift.types) change_type(drift, sides);
    for (const Sides<Column>& sides : drift.defaults)
      if (!has_other_type(drift, *sides.wanted))
        say(alter_column(drift, *sides.wanted) + default_clause(*sides.wanted));
    for (const Sides<Column>& sides : drift.nullability)
      say(alter_column(drift, *sides.wanted) +
          (sides.wanted->nullable.value ? "DROP NOT NULL" : "SET NOT NULL"));
  }

  static std::string alter_column(const TableDrift& drift, const Column& column) {
    return alter(drift) + "ALTER COLUMN " + quote_identifier(column.name) + " ";
  }
  static std::string default_clause(const Column& column) {
    return column.server_default ? "SET DEFAULT " + column.server_default->value : "DROP DEFAULT";
  }
  static bool has_other_type(const TableDrift& drift, const Column& column) {
    return std::ranges::any_of(drift.types,
                               [&](const Sides<Column>& sides) { return sides.wanted == &column; });
  }

  /// A default is of the old type: it goes first, and comes back as it is wanted.
  void change_type(const TableDrift& drift, const Sides<Column>& sides) {
    const auto& [wanted, present] = sides;
    const std::string type = ddl::type_of(wanted_, *wanted).sql;
    const std::string name = quote_identifier(wanted->name);
    const bool through_text = wanted->enum_type || present->enum_type;
    const bool has_default = present->server_default && !sequence_of(*present);
    if (has_default) say(alter_column(drift, *wanted) + "DROP DEFAULT");
    say(fmt::format("{}TYPE {} USING {}{}::{}", alter_column(drift, *wanted), type, name,
                    through_text ? "::text" : "", type));
    if (wanted->server_default && !sequence_of(*wanted))
      say(alter_column(drift, *wanted) + default_clause(*wanted));
  }

  void add_keys(const TableDrift& drift) {
    for (const Sides<UniqueKey>& sides : drift.primary_key)
      if (sides.wanted != nullptr)
        say(alter(drift) + "ADD " + ddl::unique_definition(*sides.wanted, "PRIMARY KEY"));
    for (const Sides<UniqueKey>& sides : drift.unique)
      if (sides.wanted != nullptr)
        say(alter(drift) + "ADD " + ddl::unique_definition(*sides.wanted, "UNIQUE"));
    for (const Sides<Check>& sides : drift.checks)
      if (sides.wanted != nullptr)
        say(alter(drift) + "ADD " + ddl::check_definition(*sides.wanted));
    for (const Sides<Index>& sides : drift.indexes)
      if (sides.wanted != nullptr) say(ddl::create_index(*drift.table.present, *sides.wanted));
  }

  void add_indexes(const Table& table) {
    for (const Index& index : table.indexes) say(ddl::create_index(table, index));
  }

  void secure(const Table& table) {
    const std::string alter = "ALTER TABLE " + ddl::quoted(table.name);
    if (table.row_security) say(alter + " ENABLE ROW LEVEL SECURITY");
    if (table.force_row_security) say(alter + " FORCE ROW LEVEL SECURITY");
    for (const Policy& policy : table.policies) say(ddl::create_policy(table, policy));
  }

  void add_policies(const TableDrift& drift) {
    const auto& [wanted, present] = drift.table;
    if (drift.row_security && wanted->row_security != present->row_security)
      say(alter(drift) + (wanted->row_security ? "ENABLE" : "DISABLE") + " ROW LEVEL SECURITY");
    if (drift.row_security && wanted->force_row_security != present->force_row_security)
      say(alter(drift) + (wanted->force_row_security ? "FORCE" : "NO FORCE") +
          " ROW LEVEL SECURITY");
    for (const Sides<Policy>& sides : drift.policies)
      if (sides.wanted != nullptr) say(ddl::create_policy(*drift.table.present, *sides.wanted));
  }

  const Drift& drift_;
  const Schema& wanted_;
  const Schema& present_;
  std::vector<const TableDrift*> gone_, made_, changed_;
  std::string text_;
};

}  // namespace

std::string diff_sql(const Drift& drift, const Schema& wanted, const Schema& present) {
  std::string text = DiffSql(drift, wanted, present).text();
  for (const QualifiedName& table : drift.not_compared)
    text += fmt::format("-- Not understood, so not compared: {}\n", table.text());
  return text;
}

}  // namespace schemalint
