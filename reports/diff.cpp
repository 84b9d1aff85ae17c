#include "reports/diff.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "analyzer/words.h"
#include "reports/ddl.h"

namespace schemalint {

namespace {

std::string nullability(const Column& column) {
  return column.nullable.value ? "NULL" : "NOT NULL";
}

std::string default_of(const Column& column) {
  return column.server_default ? column.server_default->value : "no default";
}

std::string values_of(const EnumType& type) {
  return "(" + join(type.values) + ")";
}

std::string row_security(const Table& table) {
  if (!table.row_security) return "disabled";
  return table.force_row_security ? "forced" : "enabled";
}

class Lines {
 public:
  explicit Lines(const Drift& drift) {
    for (const TableDrift& table : drift.tables) add_table(table);
    for (const Sides<EnumType>& sides : drift.enums) {
      const EnumType& type = sides.wanted ? *sides.wanted : *sides.present;
      add("enum", type.name.text(), sides, values_of);
    }
  }

  std::vector<Difference> take() { return std::move(lines_); }

 private:
  template <typename T, typename Tell>
  void add(std::string kind, std::string object, const Sides<T>& sides, Tell tell) {
    Difference line{std::move(kind), std::move(object), {}, {}};
    if (sides.wanted != nullptr) line.wanted = tell(*sides.wanted);
    if (sides.present != nullptr) line.present = tell(*sides.present);
    lines_.push_back(std::move(line));
  }

  template <typename T, typename Tell>
  void add_all(const std::string& kind, const std::string& table, const std::vector<Sides<T>>& all,
               Tell tell) {
    for (const Sides<T>& sides : all) add(kind, table, sides, tell);
  }

  void add_columns(const std::string& kind, const std::string& table,
                   const std::vector<Sides<Column>>& all, std::string (*tell)(const Column&)) {
    for (const Sides<Column>& sides : all) add(kind, table + "." + sides.wanted->name, sides, tell);
  }

  void add_table(const TableDrift& drift) {
    const std::string table = drift.name().text();
    if (drift.table.wanted == nullptr || drift.table.present == nullptr)
      return add("table", table, drift.table,
                 [](const Table& one) { return counted(one.columns.size(), "column"); });
    // Of an enumeration that is not in an empty schema the name is all there is to say.
    const auto definition = [](const Column& column) {
      return column.enum_type ? column.enum_type->text() + " " + nullability(column)
                              : column.type.value + " " + nullability(column);
    };
    for (const Column* column : drift.missing_columns)
      add("column", table + "." + column->name, Sides<Column>{column, nullptr}, definition);
    for (const Column* column : drift.undeclared_columns)
      add("column", table + "." + column->name, Sides<Column>{nullptr, column}, definition);
    add_columns("type", table, drift.types, [](const Column& column) {
      return column.enum_type ? column.enum_type->text() : column.type.value;
    });
    add_columns("nullability", table, drift.nullability, nullability);
    add_columns("default", table, drift.defaults, default_of);
    add_all("primary key", table, drift.primary_key,
            [](const UniqueKey& key) { return ddl::unique_definition(key, "PRIMARY KEY"); });
    add_all("unique", table, drift.unique,
            [](const UniqueKey& key) { return ddl::unique_definition(key, "UNIQUE"); });
    add_all("foreign key", table, drift.foreign_keys, ddl::foreign_key_definition);
    add_all("check", table, drift.checks, ddl::check_definition);
    const Table& owner = *drift.table.wanted;
    add_all("index", table, drift.indexes,
            [&](const Index& index) { return ddl::create_index(owner, index); });
    add_all("policy", table, drift.policies,
            [&](const Policy& policy) { return ddl::create_policy(owner, policy); });
    if (drift.row_security) add("row security", table, drift.table, row_security);
  }

  std::vector<Difference> lines_;
};

}  // namespace

Drift reversed(Drift drift) {
  const auto swap_all = [](auto& all) {
    for (auto& sides : all) std::swap(sides.wanted, sides.present);
  };
  for (TableDrift& table : drift.tables) {
    std::swap(table.table.wanted, table.table.present);
    std::swap(table.missing_columns, table.undeclared_columns);
    swap_all(table.types);
    swap_all(table.nullability);
    swap_all(table.defaults);
    swap_all(table.primary_key);
    swap_all(table.unique);
    swap_all(table.foreign_keys);
    swap_all(table.checks);
    swap_all(table.indexes);
    swap_all(table.policies);
  }
  swap_all(drift.enums);
  return drift;
}

std::string Difference::text() const {
  std::string line = fmt::format("{} {} {}: ", sign(), kind, object);
  if (present) line += *present;
  if (present && wanted) line += " -> ";
  if (wanted) line += *wanted;
  return line;
}

std::vector<Difference> differences_of(const Drift& drift) {
  return Lines(drift).take();
}

std::string diff_text(const Drift& drift) {
  std::string text;
  for (const Difference& line : differences_of(drift)) text += line.text() + "\n";
  for (const QualifiedName& table : drift.not_compared)
    text += fmt::format("? table {}: not understood, not compared\n", table.text());
  return text;
}

std::string diff_json(const Drift& drift) {
  using nlohmann::ordered_json;
  const auto value = [](const std::optional<std::string>& side) {
    return side ? ordered_json(*side) : ordered_json(nullptr);
  };
  ordered_json out{{"differences", ordered_json::array()}, {"not_compared", ordered_json::array()}};
  for (const Difference& line : differences_of(drift))
    out["differences"].push_back({{"kind", line.kind},
                                  {"object", line.object},
                                  {"wanted", value(line.wanted)},
                                  {"present", value(line.present)}});
  for (const QualifiedName& table : drift.not_compared) out["not_compared"].push_back(table.text());
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace schemalint
