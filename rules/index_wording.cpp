#include "rules/index_wording.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "rules/code_wording.h"

namespace schemalint {
namespace {

std::string kind_of(const PhysicalIndex& index) {
  switch (index.kind) {
    case PhysicalIndex::Kind::primary_key:
      return "primary key";
    case PhysicalIndex::Kind::unique:
      return "unique constraint";
    case PhysicalIndex::Kind::exclusion:
      return "EXCLUDE constraint";
    case PhysicalIndex::Kind::index:
      break;
  }
  return index.index.unique ? "unique index" : "index";
}

}  // namespace

std::string described(const PhysicalIndex& index) {
  const bool named = index.kind != PhysicalIndex::Kind::primary_key && !index.index.name.empty();
  const std::string predicate = index.index.where_sql ? " WHERE " + *index.index.where_sql : "";
  return fmt::format("{}{} ({}){}", kind_of(index), named ? " " + index.index.name : "",
                     join(element_texts(index.index)), predicate);
}

std::string index_object(const QualifiedName& table, const Index& index) {
  const std::string name = index.name.empty() ? "(" + join(element_texts(index)) + ")" : index.name;
  return table.text() + "." + name;
}

std::string drop_index_help(const Project& project, const QualifiedName& table,
                            const Index& index) {
  const bool alembic = std::ranges::any_of(project.histories, [](const History& history) {
    return history.kind == History::Kind::alembic;
  });
  if (!alembic)
    return fmt::format("DROP INDEX CONCURRENTLY {}", sql_name({table.schema, index.name}));
  return fmt::format(
      "op.drop_index({}, table_name={}{}, postgresql_concurrently=True) in an autocommit_block",
      python_string(index.name), python_string(table.name), schema_argument(table));
}

std::vector<KnownTable> known_tables(const Project& project, const Schema& database) {
  std::vector<KnownTable> tables;
  for (const Table& table : project.declared.tables()) tables.push_back({&table, true});
  for (const Table& table : database.tables())
    if (project.declared.table(table.name) == nullptr && table.complete &&
        !is_uncertain(project, table.name))
      tables.push_back({&table, false});
  return tables;
}

}  // namespace schemalint
