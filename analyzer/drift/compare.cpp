#include <algorithm>
#include <map>

#include "analyzer/drift/drift.h"
#include "analyzer/drift/normal_forms.h"
#include "analyzer/drift/tables.h"

namespace schemalint {

namespace {

/// Tables that PostgreSQL's extensions and Alembic itself keep.
bool is_housekeeping(const std::string& table) {
  return table == "alembic_version" || table == "spatial_ref_sys";
}

class Comparison {
 public:
  Comparison(const Schema& wanted, const Schema& present, const Unsure& unsure)
      : wanted_(wanted), present_(present), unsure_(unsure) {}

  Drift run() {
    for (const Table& table : wanted_.tables()) compare_wanted(table);
    for (const Table& table : present_.tables()) compare_undeclared(table);
    for (const EnumType& type : wanted_.enums()) compare_enum(type);
    for (const EnumType& type : present_.enums())
      if (!claimed_enums_.contains(type.name) && !unsure_.covers(type.name))
        drift_.enums.push_back({.wanted = nullptr, .present = &type});
    const std::set<QualifiedName> used = used_elsewhere();
    std::erase_if(drift_.enums, [&](const Sides<EnumType>& sides) {
      if (sides.wanted != nullptr && sides.present != nullptr) return false;
      return used.contains(sides.wanted ? sides.wanted->name : sides.present->name);
    });
    return std::move(drift_);
  }

 private:
  /// The table that is meant: of this name, or the only one so called where one of the two leaves
  /// the schema to the search path and nothing else claims it.
  const Table* counterpart(const Table& table) const {
    if (const Table* same = present_.table(table.name)) return same;
    const std::vector<QualifiedName> called = present_.tables_called(table.name.name);
    if (called.size() != 1 || wanted_.table(called.front()) != nullptr) return nullptr;
    const bool open = !table.schema_known || same_object(table.name, called.front());
    return open ? present_.table(called.front()) : nullptr;
  }

  void compare_wanted(const Table& table) {
    const Table* present = counterpart(table);
    if (present != nullptr) claimed_.insert(present->name);
    if (unsure_.left_out.contains(table.name)) return;
    const bool unknown = unsure_.covers(table.name) || !table.schema_known ||
                         (present == nullptr ? unsure_.more_tables : !present->complete);
    if (unknown) return drift_.not_compared.push_back(table.name);
    if (present == nullptr)
      return drift_.tables.push_back({.table = {.wanted = &table, .present = nullptr}});
    TableDrift found = compare_tables(table, *present);
    leave_out(found.unique);
    leave_out(found.indexes);
    leave_out(found.foreign_keys);
    if (found.count() > 0) drift_.tables.push_back(std::move(found));
  }

  template <typename T>
  void leave_out(std::vector<Sides<T>>& all) const {
    std::erase_if(all, [&](const Sides<T>& sides) {
      return sides.wanted == nullptr && unsure_.names_left_out.contains(sides.present->name);
    });
  }

  void compare_undeclared(const Table& table) {
    if (claimed_.contains(table.name) || is_housekeeping(table.name.name)) return;
    if (table.partition_of || unsure_.covers(table.name)) return;
    if (unsure_.left_out.contains(table.name)) return;
    // A table whose schema is not known may be any of those so called.
    for (const QualifiedName& name : wanted_.tables_called(table.name.name))
      if (!wanted_.table(name)->schema_known) return;
    drift_.tables.push_back({.table = {.wanted = nullptr, .present = &table}});
  }

  /// The enumerations of tables that nothing is said about: whether the type is there is as open.
  std::set<QualifiedName> used_elsewhere() const {
    std::set<QualifiedName> used;
    for (const Schema* schema : {&wanted_, &present_})
      for (const Table& table : schema->tables()) {
        if (!unsure_.covers(table.name) && !unsure_.left_out.contains(table.name)) continue;
        for (const Column& column : table.columns)
          if (column.enum_type) used.insert(*column.enum_type);
      }
    return used;
  }

  void compare_enum(const EnumType& type) {
    const EnumType* present = present_.enum_type(type.name);
    for (const EnumType& candidate : present_.enums())
      if (present == nullptr && same_object(candidate.name, type.name)) present = &candidate;
    if (present != nullptr) claimed_enums_.insert(present->name);
    if (type.name.name.empty() || type.values.empty() || unsure_.covers(type.name)) return;
    if (present == nullptr) return drift_.enums.push_back({.wanted = &type, .present = nullptr});
    if (present->values.empty()) return;
    const bool same = std::is_permutation(type.values.begin(), type.values.end(),
                                          present->values.begin(), present->values.end());
    if (!same) drift_.enums.push_back({.wanted = &type, .present = present});
  }

  const Schema& wanted_;
  const Schema& present_;
  const Unsure& unsure_;
  std::set<QualifiedName> claimed_;  // tables of `present_` that one of `wanted_` is
  std::set<QualifiedName> claimed_enums_;
  Drift drift_;
};

}  // namespace

size_t TableDrift::count() const {
  const bool one_sided = table.wanted == nullptr || table.present == nullptr;
  return (one_sided ? 1U : 0U) + missing_columns.size() + undeclared_columns.size() + types.size() +
         nullability.size() + defaults.size() + primary_key.size() + unique.size() +
         foreign_keys.size() + checks.size() + indexes.size() + policies.size() +
         (row_security ? 1U : 0U);
}

Drift compare(const Schema& wanted, const Schema& present, const Unsure& unsure) {
  return Comparison(wanted, present, unsure).run();
}

}  // namespace schemalint
