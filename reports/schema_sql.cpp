#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "analyzer/keys.h"
#include "analyzer/sequences.h"
#include "analyzer/words.h"
#include "parsers/sql_lexer.h"
#include "reports/schema.h"

namespace schemalint {

// The statements come in the order in which each finds what it needs: foreign keys last, because
// tables may refer to one another, and after the unique indexes that they may lead to.

namespace {

std::string quoted(const QualifiedName& name) {
  if (name.schema.empty()) return quote_identifier(name.name);
  return quote_identifier(name.schema) + "." + quote_identifier(name.name);
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> list;
  for (const std::string& name : names) list.push_back(quote_identifier(name));
  return "(" + join(list) + ")";
}

std::string literal(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result.append(c == '\'' ? 2 : 1, c);
  return result + "'";
}

/// "CONSTRAINT name ", or nothing where PostgreSQL is to name it.
std::string constraint(const std::string& name) {
  return name.empty() ? std::string() : "CONSTRAINT " + quote_identifier(name) + " ";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

template <typename T>
std::vector<const T*> by_name(const std::vector<T>& items) {
  std::vector<const T*> pointers;
  for (const T& item : items) pointers.push_back(&item);
  std::stable_sort(pointers.begin(), pointers.end(),
                   [](const T* a, const T* b) { return a->name < b->name; });
  return pointers;
}

/// What stands in a type, an operator class or a default, and the extension that defines it. The
/// names are those of the extensions' control files.
struct ExtensionWord {
  std::string_view word;
  std::string_view extension;
};
constexpr ExtensionWord type_words[] = {
    {"vector", "vector"},    {"halfvec", "vector"},    {"sparsevec", "vector"},
    {"citext", "citext"},    {"hstore", "hstore"},     {"ltree", "ltree"},
    {"geometry", "postgis"}, {"geography", "postgis"}, {"raster", "postgis"},
};
constexpr ExtensionWord other_words[] = {
    {"gin_trgm_ops", "pg_trgm"},
    {"gist_trgm_ops", "pg_trgm"},
    {"uuid_generate_v", "uuid-ossp"},
};

class SchemaSql {
 public:
  explicit SchemaSql(const Schema& schema) : schema_(schema), tables_(by_name(schema.tables())) {}

  std::string text() {
    extensions();
    schemas();
    enums();
    sequences();
    for (const Table* table : tables_) create_table(*table);
    begin_section();
    for (const Table* table : tables_)
      for (const Index* index : by_name(table->indexes)) create_index(*table, *index);
    begin_section();
    for (const Table* table : tables_)
      for (const ForeignKey& key : table->foreign_keys) add_foreign_key(*table, key);
    begin_section();
    for (const Table* table : tables_) row_security(*table);
    return std::move(text_);
  }

 private:
  void extensions();
  void schemas();
  void enums();
  void sequences();
  void create_table(const Table& table);
  void create_index(const Table& table, const Index& index);
  void add_foreign_key(const Table& table, const ForeignKey& key);
  void row_security(const Table& table);
  void create_policy(const Table& table, const Policy& policy);
  /// What is said next stands apart from what was said.
  void begin_section() { apart_ = !text_.empty(); }
  void say(const std::string& line) {
    if (apart_) text_ += "\n";
    apart_ = false;
    text_ += line + "\n";
  }

  const Schema& schema_;
  std::vector<const Table*> tables_;
  std::string text_;
  bool apart_ = false;
};

void SchemaSql::extensions() {
  std::set<std::string_view> needed;
  const auto look_up = [&](const std::string& text) {
    for (const ExtensionWord& entry : other_words)
      if (text.find(entry.word) != std::string::npos) needed.insert(entry.extension);
  };
  for (const Table* table : tables_) {
    for (const Column& column : table->columns) {
      const std::string type = lower(column.type.value);
      const std::string word = type.substr(0, type.find_first_of("([ "));
      for (const ExtensionWord& entry : type_words)
        if (word == entry.word && !column.enum_type) needed.insert(entry.extension);
      if (column.server_default) look_up(lower(column.server_default->value));
    }
    for (const Exclusion& one : table->exclusions)
      if (one.method == "gist" &&
          std::find(one.operators.begin(), one.operators.end(), "=") != one.operators.end())
        needed.insert("btree_gist");  // GiST itself compares no plain values
    for (const Index& index : table->indexes)
      for (const IndexElement& element : index.elements) look_up(element.operator_class);
  }
  for (const std::string_view extension : needed)
    say(fmt::format("CREATE EXTENSION IF NOT EXISTS {};", quote_identifier(extension)));
}

void SchemaSql::schemas() {
  std::set<std::string> names;
  for (const Table* table : tables_) names.insert(table->name.schema);
  for (const EnumType& type : schema_.enums()) names.insert(type.name.schema);
  for (const std::string& name : names)
    if (!name.empty()) say(fmt::format("CREATE SCHEMA IF NOT EXISTS {};", quote_identifier(name)));
}

void SchemaSql::enums() {
  for (const EnumType* type : by_name(schema_.enums())) {
    std::vector<std::string> values;
    for (const std::string& value : type->values) values.push_back(literal(value));
    say(fmt::format("CREATE TYPE {} AS ENUM ({});", quoted(type->name), join(values)));
  }
}

void SchemaSql::sequences() {
  std::set<QualifiedName> names;
  for (const Table* table : tables_)
    for (const Column& column : table->columns)
      if (const auto name = sequence_of(column)) names.insert(*name);
  for (const QualifiedName& name : names)
    say(fmt::format("CREATE SEQUENCE IF NOT EXISTS {};", quoted(name)));
}

/// A line between the parentheses of CREATE TABLE.
struct Part {
  std::string sql;
  std::string remark{};
};

/// The column's name and type. What type it has is left open where that is not known.
Part typed_column(const Schema& schema, const Column& column) {
  const std::string name = quote_identifier(column.name);
  const std::string& type = column.type.value;
  const size_t brackets = type.find("[]");
  const std::string array = brackets == std::string::npos ? "" : type.substr(brackets);
  if (column.enum_type && schema.enum_type(*column.enum_type) == nullptr)
    return {.sql = name + " TEXT" + array,
            .remark = "the type " + column.enum_type->text() + " is not known"};
  if (column.enum_type) return {.sql = name + " " + quoted(*column.enum_type) + array};
  if (type.empty()) return {.sql = name + " TEXT", .remark = "the type is not known"};
  return {.sql = name + " " + type};
}

Part column_part(const Schema& schema, const Column& column) {
  Part part = typed_column(schema, column);
  if (column.computed) {
    part.remark = "generated; the expression is not kept";
  } else if (column.identity) {
    part.sql += " GENERATED BY DEFAULT AS IDENTITY";
  } else if (column.server_default && !column.server_default->value.empty()) {
    part.sql += " DEFAULT " + column.server_default->value;
  }
  if (!column.nullable.value) part.sql += " NOT NULL";
  return part;
}

Part unique_part(const UniqueKey& key, std::string_view words) {
  std::string sql = constraint(key.name).append(words);
  if (key.nulls_not_distinct) sql += " NULLS NOT DISTINCT";
  sql += " " + quoted_list(key.columns);
  if (key.deferrable) sql += " DEFERRABLE";
  return {.sql = sql};
}

std::string element_sql(const IndexElement& element) {
  std::string sql =
      element.column.empty() ? "(" + element.expression + ")" : quote_identifier(element.column);
  if (!element.operator_class.empty()) sql += " " + element.operator_class;
  if (element.descending) sql += " DESC";
  return sql;
}

Part exclusion_part(const Exclusion& exclusion) {
  std::vector<std::string> elements;
  for (size_t i = 0; i < exclusion.elements.size(); ++i)
    elements.push_back(element_sql(exclusion.elements[i]) + " WITH " + exclusion.operators[i]);
  std::string sql = constraint(exclusion.name) + "EXCLUDE ";
  if (!exclusion.method.empty()) sql += "USING " + exclusion.method + " ";
  sql += "(" + join(elements) + ")";
  if (exclusion.where_sql) sql += " WHERE (" + *exclusion.where_sql + ")";
  if (exclusion.deferrable) sql += " DEFERRABLE";
  return {.sql = sql};
}

void SchemaSql::create_table(const Table& table) {
  std::vector<Part> parts;
  for (const Column& column : table.columns) parts.push_back(column_part(schema_, column));
  if (table.primary_key && !table.primary_key->columns.empty())
    parts.push_back(unique_part(*table.primary_key, "PRIMARY KEY"));
  for (const UniqueKey* key : by_name(table.unique)) parts.push_back(unique_part(*key, "UNIQUE"));
  for (const Check* check : by_name(table.checks))
    if (!check->sql.empty())
      parts.push_back({.sql = fmt::format("{}CHECK ({})", constraint(check->name), check->sql)});
  for (const Exclusion* one : by_name(table.exclusions)) parts.push_back(exclusion_part(*one));

  begin_section();
  if (!table.complete) say("-- A part of this table could not be understood.");
  if (table.partition_of)
    say(fmt::format("-- A partition of {}; its bounds are not kept.", table.partition_of->text()));
  say(fmt::format("CREATE TABLE {} (", quoted(table.name)));
  for (size_t i = 0; i < parts.size(); i++)
    say(fmt::format("    {}{}{}", parts[i].sql, i + 1 < parts.size() ? "," : "",
                    parts[i].remark.empty() ? "" : "  -- " + parts[i].remark));
  say(table.partition_by ? fmt::format(") PARTITION BY {};", *table.partition_by) : ");");
}

void SchemaSql::create_index(const Table& table, const Index& index) {
  std::vector<std::string> elements;
  for (const IndexElement& element : index.elements) elements.push_back(element_sql(element));
  std::string sql = fmt::format("CREATE {}INDEX ", index.unique ? "UNIQUE " : "");
  if (!index.name.empty()) sql += quote_identifier(index.name) + " ";
  sql += "ON " + quoted(table.name);
  if (!index.method.empty()) sql += " USING " + index.method;
  sql += " (" + join(elements) + ")";
  if (!index.include.empty()) sql += " INCLUDE " + quoted_list(index.include);
  std::vector<std::string> parameters;
  for (const auto& [name, value] : index.parameters)
    parameters.push_back(fmt::format("{} = {}", quote_identifier(name), value));
  if (!parameters.empty()) sql += " WITH (" + join(parameters) + ")";
  if (index.where_sql) sql += " WHERE " + *index.where_sql;
  say(sql + ";");
}

void SchemaSql::add_foreign_key(const Table& table, const ForeignKey& key) {
  std::string sql =
      fmt::format("ALTER TABLE {} ADD {}FOREIGN KEY {} REFERENCES {}", quoted(table.name),
                  constraint(key.name), quoted_list(key.columns), quoted(key.target));
  if (!key.target_columns.empty()) sql += " " + quoted_list(key.target_columns);
  if (!key.on_delete.empty()) sql += " ON DELETE " + key.on_delete;
  if (!key.on_update.empty()) sql += " ON UPDATE " + key.on_update;
  if (key.deferrable) sql += " DEFERRABLE";
  if (!key.validated) sql += " NOT VALID";
  const Table* target = schema_.table(key.target);
  if (key.state != ForeignKey::State::resolved || target == nullptr)
    sql = "-- The target is not known: " + sql;
  else if (!key.target_columns.empty() && !is_referable_key(*target, key.target_columns))
    sql = "-- The target is no key: " + sql;
  say(sql + ";");
}

void SchemaSql::row_security(const Table& table) {
  const std::string alter = "ALTER TABLE " + quoted(table.name);
  if (table.row_security) say(alter + " ENABLE ROW LEVEL SECURITY;");
  if (table.force_row_security) say(alter + " FORCE ROW LEVEL SECURITY;");
  for (const Policy* policy : by_name(table.policies)) create_policy(table, *policy);
}

void SchemaSql::create_policy(const Table& table, const Policy& policy) {
  std::string sql =
      fmt::format("CREATE POLICY {} ON {}", quote_identifier(policy.name), quoted(table.name));
  if (!policy.permissive) sql += " AS RESTRICTIVE";
  sql += " FOR " + policy.command;
  if (!policy.using_sql.empty()) sql += " USING (" + policy.using_sql + ")";
  if (!policy.check_sql.empty()) sql += " WITH CHECK (" + policy.check_sql + ")";
  say(sql + ";");
}

}  // namespace

std::string schema_sql(const Schema& schema) {
  return SchemaSql(schema).text();
}

}  // namespace schemalint
