#include <algorithm>

#include "analyzer/replay/changes.h"
#include "analyzer/replay/replay.h"
#include "analyzer/sequences.h"
#include "parsers/sql_expression.h"

namespace schemalint {

namespace {

constexpr size_t max_name = 63;  // NAMEDATALEN - 1

// At most `size` bytes, never a part of a character (pg_mbcliplen).
std::string_view clip(std::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

bool has_index(const Table& table, std::string_view name) {
  const auto named = [&](const auto& item) { return item.name == name; };
  return (table.primary_key && named(*table.primary_key)) ||
         std::any_of(table.unique.begin(), table.unique.end(), named) ||
         std::any_of(table.exclusions.begin(), table.exclusions.end(), named) ||
         std::any_of(table.indexes.begin(), table.indexes.end(), named);
}

// Those of serial columns are the only ones whose names are looked for, by what they end in.
bool has_sequence(const Table& table, const QualifiedName& name) {
  return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
    return column.serial && sequence_of(column) == name;
  });
}

// A name is taken where any constraint of the schema has it; for the index behind a constraint,
// also where any relation has it.
bool is_constraint(const Schema& schema, const QualifiedName& name) {
  return std::any_of(schema.tables().begin(), schema.tables().end(), [&](const Table& table) {
    return table.name.schema == name.schema && has_constraint(table, name.name);
  });
}

template <typename Taken>
std::string choose_name(const Table& table, const std::string& columns, const std::string& label,
                        Taken taken) {
  std::string name = object_name(table.name.name, columns, label);
  for (size_t pass = 1; taken(QualifiedName{table.name.schema, name}); ++pass)
    name = object_name(table.name.name, columns, label + std::to_string(pass));
  return name;
}

// Columns of the same name get numbers (ChooseIndexColumnNames).
void add_distinct(std::vector<std::string>& names, const std::string& name) {
  std::string candidate = name;
  for (size_t i = 1; std::find(names.begin(), names.end(), candidate) != names.end(); ++i) {
    const std::string number = std::to_string(i);
    candidate = std::string(clip(name, max_name - number.size())) + number;
  }
  names.push_back(candidate);
}

std::vector<std::string> element_names(const std::vector<IndexElement>& elements) {
  std::vector<std::string> names;
  for (const IndexElement& element : elements)
    add_distinct(
        names, element.column.empty() ? expression_facts(element.expression).name : element.column);
  return names;
}

}  // namespace

std::string object_name(std::string_view table, std::string_view columns, std::string_view label) {
  size_t overhead = label.empty() ? 0 : label.size() + 1;
  if (!columns.empty()) ++overhead;
  const size_t available = max_name > overhead ? max_name - overhead : 0;
  size_t first = table.size();
  size_t second = columns.size();
  while (first + second > available) --(first > second ? first : second);
  std::string name(clip(table, first));
  if (!columns.empty()) name += '_' + std::string(clip(columns, second));
  if (!label.empty()) name += '_' + std::string(label);
  return name;
}

std::string joined_columns(const std::vector<std::string>& columns) {
  std::string joined;
  for (const std::string& column : columns) {
    if (!joined.empty()) joined += '_';
    joined += column.substr(0, max_name);
    if (joined.size() > max_name) break;
  }
  return joined;
}

bool is_relation(const Schema& schema, const QualifiedName& name) {
  if (schema.table(name) != nullptr || schema.views().contains(name)) return true;
  const bool sequence = name.name.find("_seq") != std::string::npos;
  return std::any_of(schema.tables().begin(), schema.tables().end(), [&](const Table& table) {
    return table.name.schema == name.schema &&
           (has_index(table, name.name) || (sequence && has_sequence(table, name)));
  });
}

bool has_constraint(const Table& table, std::string_view name) {
  const auto named = [&](const auto& item) { return item.name == name; };
  return (table.primary_key && named(*table.primary_key)) ||
         std::any_of(table.unique.begin(), table.unique.end(), named) ||
         std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), named) ||
         std::any_of(table.exclusions.begin(), table.exclusions.end(), named) ||
         std::any_of(table.checks.begin(), table.checks.end(), named);
}

Table* table_of_index(Schema& schema, const QualifiedName& index) {
  for (const Table& table : schema.tables())
    if (table.name.schema == index.schema && has_index(table, index.name))
      return schema.table(table.name);
  return nullptr;
}

std::string unique_key_name(const Schema& schema, const Table& table, const UniqueKey& key) {
  const auto taken = [&](const QualifiedName& name) {
    return is_relation(schema, name) || is_constraint(schema, name);
  };
  std::vector<std::string> columns;
  for (const std::string& column : key.columns) add_distinct(columns, column);
  for (const std::string& column : key.include) add_distinct(columns, column);
  const bool primary = table.primary_key && &key == &*table.primary_key;
  return primary ? choose_name(table, "", "pkey", taken)
                 : choose_name(table, joined_columns(columns), "key", taken);
}

std::string foreign_key_name(const Schema& schema, const Table& table, const ForeignKey& key) {
  return choose_name(table, joined_columns(key.columns), "fkey",
                     [&](const QualifiedName& name) { return is_constraint(schema, name); });
}

std::string check_name(const Schema& schema, const Table& table, const Check& check) {
  // The name speaks of the column only where there is one.
  std::vector<std::string> columns;
  for (const SqlColumnUse& use : expression_facts(check.sql).columns)
    if (std::find(columns.begin(), columns.end(), use.name) == columns.end())
      columns.push_back(use.name);
  return choose_name(table, columns.size() == 1 ? columns[0] : "", "check",
                     [&](const QualifiedName& name) { return is_constraint(schema, name); });
}

std::string index_name(const Schema& schema, const Table& table, const Index& index) {
  std::vector<std::string> columns = element_names(index.elements);
  for (const std::string& column : index.include) add_distinct(columns, column);
  return choose_name(table, joined_columns(columns), "idx",
                     [&](const QualifiedName& name) { return is_relation(schema, name); });
}

std::string exclusion_name(const Schema& schema, const Table& table, const Exclusion& exclusion) {
  return choose_name(table, joined_columns(element_names(exclusion.elements)), "excl",
                     [&](const QualifiedName& name) {
                       return is_relation(schema, name) || is_constraint(schema, name);
                     });
}

std::string serial_default(const Schema& schema, const QualifiedName& table,
                           const std::string& column) {
  Table bare;
  bare.name = table;
  const std::string name = choose_name(
      bare, column, "seq", [&](const QualifiedName& taken) { return is_relation(schema, taken); });
  return nextval_of({table.schema, name});
}

}  // namespace schemalint
