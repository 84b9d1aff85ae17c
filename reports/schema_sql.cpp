#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/sequences.h"
#include "parsers/sql_lexer.h"
#include "reports/ddl.h"
#include "reports/schema.h"
#include "reports/sorted.h"

namespace schemalint {

// The statements come in the order in which each finds what it needs: foreign keys last, because
// tables may refer to one another, and after the unique indexes that they may lead to.

namespace {

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
      for (const Index* index : by_name(table->indexes))
        say(ddl::create_index(*table, *index) + ";");
    begin_section();
    for (const Table* table : tables_)
      for (const ForeignKey& key : table->foreign_keys)
        say(ddl::add_foreign_key(schema_, *table, key) + ";");
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
  void row_security(const Table& table);
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
  for (const Table* table : tables_) needed.merge(ddl::extensions_of(*table));
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
  for (const EnumType* type : by_name(schema_.enums())) say(ddl::create_enum(*type) + ";");
}

void SchemaSql::sequences() {
  std::set<QualifiedName> names;
  for (const Table* table : tables_)
    for (const Column& column : table->columns)
      if (const auto name = sequence_of(column)) names.insert(*name);
  for (const QualifiedName& name : names)
    say(fmt::format("CREATE SEQUENCE IF NOT EXISTS {};", ddl::quoted(name)));
}

void SchemaSql::create_table(const Table& table) {
  begin_section();
  if (!table.complete) say("-- A part of this table could not be understood.");
  if (table.partition_of)
    say(fmt::format("-- A partition of {}; its bounds are not kept.", table.partition_of->text()));
  say(ddl::create_table(schema_, table) + ";");
}

void SchemaSql::row_security(const Table& table) {
  const std::string alter = "ALTER TABLE " + ddl::quoted(table.name);
  if (table.row_security) say(alter + " ENABLE ROW LEVEL SECURITY;");
  if (table.force_row_security) say(alter + " FORCE ROW LEVEL SECURITY;");
  for (const Policy* policy : by_name(table.policies))
    say(ddl::create_policy(table, *policy) + ";");
}

}  // namespace

std::string schema_sql(const Schema& schema) {
  return SchemaSql(schema).text();
}

}  // namespace schemalint
