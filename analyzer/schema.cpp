#include "analyzer/schema.h"

#include <algorithm>

namespace schemalint {

namespace {

template <typename Columns>
auto* find_column(Columns& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

template <typename Items, typename Index>
auto* find_item(Items& items, const Index& index, const QualifiedName& name) {
  const auto found = index.find(name);
  return found == index.end() ? nullptr : &items[found->second];
}

template <typename Item, typename Index>
Item& add_item(std::vector<Item>& items, Index& index, Item item) {
  const auto [place, inserted] = index.try_emplace(item.name, items.size());
  if (inserted) return items.emplace_back(std::move(item));
  return items[place->second] = std::move(item);
}

template <typename Item, typename Index>
bool remove_item(std::vector<Item>& items, Index& index, const QualifiedName& name) {
  const auto found = index.find(name);
  if (found == index.end()) return false;
  const size_t removed = found->second;
  index.erase(found);
  items.erase(items.begin() + static_cast<ptrdiff_t>(removed));
  for (size_t i = removed; i < items.size(); ++i) index[items[i].name] = i;
  return true;
}

// False where `from` is not there or `to` is taken.
template <typename Item, typename Index>
bool rename_item(std::vector<Item>& items, Index& index, const QualifiedName& from,
                 const QualifiedName& to) {
  const auto found = index.find(from);
  if (found == index.end() || index.contains(to)) return false;
  const size_t place = found->second;
  index.erase(found);
  index.emplace(to, place);
  items[place].name = to;
  return true;
}

}  // namespace

QualifiedName qualified_name(std::string_view schema, std::string_view name) {
  return {std::string(schema == "public" ? "" : schema), std::string(name)};
}

const Column* Table::column(std::string_view name) const {
  return find_column(columns, name);
}
Column* Table::column(std::string_view name) {
  return find_column(columns, name);
}

const Table* Schema::table(const QualifiedName& name) const {
  return find_item(tables_, table_index_, name);
}
Table* Schema::table(const QualifiedName& name) {
  return find_item(tables_, table_index_, name);
}

const EnumType* Schema::enum_type(const QualifiedName& name) const {
  return find_item(enums_, enum_index_, name);
}
EnumType* Schema::enum_type(const QualifiedName& name) {
  return find_item(enums_, enum_index_, name);
}

Table& Schema::add(Table table) {
  if (!table_index_.contains(table.name)) schemas_of_[table.name.name].insert(table.name.schema);
  return add_item(tables_, table_index_, std::move(table));
}

EnumType& Schema::add(EnumType type) {
  return add_item(enums_, enum_index_, std::move(type));
}

bool Schema::remove_table(const QualifiedName& name) {
  const QualifiedName kept = name;  // `name` may be a part of the table that goes away
  if (!remove_item(tables_, table_index_, kept)) return false;
  schemas_of_[kept.name].erase(kept.schema);
  return true;
}

bool Schema::remove_enum(const QualifiedName& name) {
  return remove_item(enums_, enum_index_, QualifiedName(name));
}

bool Schema::rename_table(const QualifiedName& from, const QualifiedName& to) {
  const QualifiedName old = from;
  if (!rename_item(tables_, table_index_, old, to)) return false;
  schemas_of_[old.name].erase(old.schema);
  schemas_of_[to.name].insert(to.schema);
  return true;
}

bool Schema::rename_enum(const QualifiedName& from, const QualifiedName& to) {
  return rename_item(enums_, enum_index_, QualifiedName(from), to);
}

std::vector<QualifiedName> Schema::tables_called(std::string_view name) const {
  std::vector<QualifiedName> names;
  const auto found = schemas_of_.find(std::string(name));
  if (found == schemas_of_.end()) return names;
  for (const std::string& schema : found->second) names.push_back({schema, found->first});
  return names;
}

}  // namespace schemalint
