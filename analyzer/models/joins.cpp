#include "analyzer/models/joins.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace schemalint::models {

namespace {

constexpr int max_depth = 50;  // of inheritance

bool among(const std::vector<size_t>& tables, size_t table) {
  return std::find(tables.begin(), tables.end(), table) != tables.end();
}

// What one side of a join consists of: the table that the class has for itself, and all of them.
struct Side {
  std::vector<size_t> local;
  std::vector<size_t> all;
};

// The side of a class; nothing where it is mapped to something else than tables of its own.
std::optional<Side> side_of(const Model& model, size_t cls) {
  Side side;
  std::optional<size_t> at = cls;
  for (int depth = 0; at && depth < max_depth; ++depth) {
    const MappedClass& mapped = model.classes[*at];
    if (!mapped.table || !mapped.joined.empty() || mapped.concrete) return std::nullopt;
    if (!among(side.all, *mapped.table)) side.all.push_back(*mapped.table);
    at = mapped.parent;
  }
  side.local = {*model.classes[cls].table};
  return side;
}

bool is_understood(const Model& model, const std::vector<size_t>& tables) {
  return std::ranges::all_of(tables, [&](size_t table) {
    const Table& one = model.tables[table].table;
    return one.complete && std::ranges::all_of(one.foreign_keys, [](const ForeignKey& key) {
             return key.state == ForeignKey::State::resolved;
           });
  });
}

void add_keys(const Model& model, const std::vector<size_t>& from, const std::vector<size_t>& to,
              std::vector<JoinKey>& keys, std::set<std::pair<QualifiedName, std::string>>& seen) {
  for (size_t table : from) {
    const Table& one = model.tables[table].table;
    for (const ForeignKey& key : one.foreign_keys) {
      if (!leads_to(model, key, to)) continue;
      // Two constraints that tie the same columns to the same ones are one way.
      std::string way = key.target.text();
      for (size_t i = 0; i < key.columns.size(); ++i) {
        way += "," + key.columns[i] + "=";
        if (i < key.target_columns.size()) way += key.target_columns[i];
      }
      if (seen.insert({one.name, way}).second) keys.push_back({one.name, key.columns, key.where});
    }
  }
}

// sqlalchemy/sql/selectable.py, Join._joincond_scan_left_right: the table that the class has for
// itself is looked at first.
std::vector<JoinKey> ways_between(const Model& model, const Side& left,
                                  const std::vector<size_t>& right) {
  for (const std::vector<size_t>* tables : {&left.local, &left.all}) {
    std::vector<JoinKey> keys;
    std::set<std::pair<QualifiedName, std::string>> seen;
    add_keys(model, right, *tables, keys, seen);
    if (*tables != right) add_keys(model, *tables, right, keys, seen);
    if (!keys.empty()) return keys;
  }
  return {};
}

}  // namespace

std::vector<size_t> tables_of(const Model& model, size_t cls) {
  std::vector<size_t> tables;
  std::optional<size_t> at = cls;
  for (int depth = 0; at && depth < max_depth; ++depth) {
    const MappedClass& mapped = model.classes[*at];
    if (mapped.table && !among(tables, *mapped.table)) tables.push_back(*mapped.table);
    tables.insert(tables.end(), mapped.joined.begin(), mapped.joined.end());
    at = mapped.parent;
  }
  return tables;
}

bool leads_to(const Model& model, const ForeignKey& key, const std::vector<size_t>& tables) {
  return std::any_of(tables.begin(), tables.end(), [&](size_t table) {
    return key.state != ForeignKey::State::missing_table &&
           model.tables[table].table.name == key.target;
  });
}

std::vector<JoinKey> ambiguous_keys(const Model& model, size_t owner, size_t target,
                                    const RelationshipDraft& draft,
                                    std::optional<size_t> secondary) {
  if (!draft.relationship.complete || draft.foreign_keys != nullptr) return {};
  const bool through = draft.secondary != nullptr;
  if (through != secondary.has_value()) return {};
  const auto left = side_of(model, owner);
  const auto right = side_of(model, target);
  if (!left || !right || !is_understood(model, left->all) || !is_understood(model, right->all))
    return {};
  std::vector<JoinKey> keys;
  if (through) {
    if (!is_understood(model, {*secondary})) return {};
    if (draft.primaryjoin == nullptr) keys = ways_between(model, *left, {*secondary});
    if (keys.size() < 2 && draft.secondaryjoin == nullptr)
      keys = ways_between(model, *right, {*secondary});
  } else if (draft.primaryjoin == nullptr) {
    keys = ways_between(model, *left, right->all);
  }
  return keys.size() < 2 ? std::vector<JoinKey>() : keys;
}

}  // namespace schemalint::models
