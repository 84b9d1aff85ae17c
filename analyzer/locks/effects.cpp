#include "analyzer/locks/effects.h"

#include <algorithm>
#include <array>

#include "analyzer/locks/expressions.h"
#include "analyzer/locks/lock_table.h"
#include "analyzer/locks/type_change.h"
#include "analyzer/replay/changes.h"

namespace schemalint {

std::string_view to_string(LockMode mode) {
  static constexpr std::array<std::string_view, 9> names{
      "",      "ACCESS SHARE",        "ROW SHARE", "ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE",
      "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"};
  return names[static_cast<size_t>(mode)];
}

LockMode Effects::lock_on(const QualifiedName& relation) const {
  const auto found = std::ranges::find(locks, relation, &Lock::relation);
  return found == locks.end() ? LockMode::none : found->mode;
}

namespace {

using enum LockMode;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

template <typename Part>
const Part* part_named(const std::vector<Part>& parts, const std::string& name) {
  const auto found = std::ranges::find(parts, name, &Part::name);
  return found == parts.end() ? nullptr : &*found;
}

bool has_index(const Table& table, const std::string& name) {
  return part_named(table.indexes, name) || part_named(table.unique, name) ||
         part_named(table.exclusions, name) ||
         (table.primary_key && table.primary_key->name == name);
}

class Reader {
 public:
  Reader(const Schema& before, int version) : schema_(before), version_(version) {}

  Effects take() { return std::move(effects_); }

  /// All that the table of locks says of an operation, and then what depends on the state.
  template <typename Operation>
  void operator()(const Operation& operation) {
    if constexpr (own_lock<Operation> != none) {
      if constexpr (recurses<Operation>)
        lock_tree(operation.table, own_lock<Operation>, stays_here(operation));
      else
        lock(operation.table, own_lock<Operation>);
    }
    read(operation);
  }

 private:
  template <typename Operation>
  static bool stays_here(const Operation& operation) {
    if constexpr (requires { operation.only; }) return operation.only;
    return false;
  }

  const Table* table(const QualifiedName& name) const { return schema_.table(name); }

  void lock(const QualifiedName& relation, LockMode mode) {
    if (relation.name.empty() || mode == none) return;
    const auto found = std::ranges::find(effects_.locks, relation, &Lock::relation);
    if (found == effects_.locks.end())
      effects_.locks.push_back({relation, mode});
    else
      found->mode = std::max(found->mode, mode);
  }

  /// A table and all its partitions or child tables.
  std::vector<QualifiedName> tree(const QualifiedName& root) const {
    std::vector<QualifiedName> tables{root};
    for (size_t at = 0; at < tables.size(); ++at)
      for (const QualifiedName& child : children_of(schema_, tables[at]))
        if (std::ranges::find(tables, child) == tables.end()) tables.push_back(child);
    return tables;
  }

  void lock_tree(const QualifiedName& root, LockMode mode, bool only = false) {
    if (only) return lock(root, mode);
    for (const QualifiedName& one : tree(root)) lock(one, mode);
  }

  /// The same where PostgreSQL goes on to partitions, and leaves child tables alone.
  void lock_partitions(const QualifiedName& root, LockMode mode, bool only = false) {
    const Table* found = table(root);
    lock_tree(root, mode, only || found == nullptr || !found->partition_by);
  }

  /// The tables of a tree that have rows: a partitioned table has none of its own.
  void add_to(std::vector<QualifiedName>& list, const QualifiedName& root, bool only = false) {
    for (const QualifiedName& one : only ? std::vector{root} : tree(root)) {
      const Table* found = table(one);
      if (found != nullptr && found->partition_by) continue;
      if (std::ranges::find(list, one) == list.end()) list.push_back(one);
    }
  }
  void scan(const QualifiedName& root) { add_to(effects_.scans, root); }
  void rewrite(const QualifiedName& root, bool only = false) {
    add_to(effects_.rewrites, root, only);
  }
  void build_index(const QualifiedName& root, bool only = false) {
    const Table* found = table(root);
    add_to(effects_.index_builds, root, only || found == nullptr || !found->partition_by);
  }

  /// The triggers of a foreign key stand on both tables.
  void drop_foreign_key(const QualifiedName& from, const ForeignKey& key) {
    lock(from, access_exclusive);
    if (key.state != ForeignKey::State::unknown) lock_tree(key.target, access_exclusive);
  }

  /// Views that read a relation, or one of its columns, and the views on them.
  void drop_views(const QualifiedName& relation, const std::string& column) {
    for (const QualifiedName& view : views_on(schema_, relation, column)) {
      lock(view, access_exclusive);
      drop_views(view, "");
    }
  }

  /// Foreign keys of other tables that lead to these columns, or to any where there are none.
  void drop_references(const QualifiedName& target, const std::vector<std::string>& columns) {
    for (const Table& other : schema_.tables())
      for (const ForeignKey& key : other.foreign_keys) {
        const bool meant = columns.empty() || key.target_columns == columns ||
                           (columns.size() == 1 && contains(key.target_columns, columns[0]));
        if (key.target == target && meant) drop_foreign_key(other.name, key);
      }
  }

  void read(const CreateTable& create);
  void read(const DropTable& drop);
  void read(const AddColumn& add);
  void read(const DropColumn& drop);
  void read(const AlterColumn& alter);
  void read(const AddPrimaryKey& add);
  void read(const AddUnique& add) {
    lock_partitions(add.table, share, add.only);
    if (add.using_index.empty()) build_index(add.table, add.only);
  }
  void read(const CreateTrigger& create) { lock_partitions(create.table, share_row_exclusive); }
  void read(const AddForeignKey& add);
  void read(const AddCheck& add) {
    if (add.check.validated) scan(add.table);
  }
  void read(const AddExclusion& add) { build_index(add.table); }
  void read(const DropConstraint& drop);
  void read(const ValidateConstraint& validate);
  void read(const CreateIndex& create);
  void read(const DropIndex& drop);
  void read(const RenameIndex& rename) { lock(rename.index, share_update_exclusive); }
  void read(const AttachIndex& attach) {
    lock(attach.index, share_update_exclusive);
    lock(attach.partition, access_exclusive);
  }
  void read(const DropType& drop);
  void read(const AttachPartition& attach);
  void read(const DetachPartition& detach);
  void read(const AddParent& add) { lock(add.parent, share_update_exclusive); }
  void read(const CreateView& create) {
    if (create.or_replace && schema_.views().contains(create.view.name))
      lock(create.view.name, access_exclusive);
  }
  void read(const DropView& drop) {
    if (schema_.views().contains(drop.view) || !drop.if_exists) lock(drop.view, access_exclusive);
  }
  void read(const RenameView& rename) { lock(rename.view, access_exclusive); }
  void read(const DropSchema& drop);
  void read(const ChangeData& change);
  void read(const Maintenance& maintenance);
  void read(const RefreshView& refresh) {
    lock(refresh.view, refresh.concurrently ? exclusive : access_exclusive);
    if (!refresh.concurrently) rewrite(refresh.view);
  }
  void read(const SetTableOption& set) {
    lock(set.table, option_lock(set.kind));
    if (set.kind == SetTableOption::Kind::persistence ||
        set.kind == SetTableOption::Kind::tablespace)
      rewrite(set.table);
  }
  template <typename Other>
  void read(const Other&) {}

  void read_type(const AlterColumn& alter, const Table& altered);

  const Schema& schema_;
  int version_;
  Effects effects_;
};

/// The table is new; what it refers to and what it is a part of is not.
void Reader::read(const CreateTable& create) {
  const Table& made = create.table;
  if (create.if_not_exists && table(made.name) != nullptr) return;
  const auto refer = [&](const ForeignKey& key) {
    if (key.target != made.name && key.state != ForeignKey::State::unknown)
      lock_tree(key.target, share_row_exclusive);
  };
  for (const ForeignKey& key : made.foreign_keys) refer(key);
  for (const QualifiedName& parent : made.inherits) lock(parent, share_update_exclusive);
  if (!made.partition_of) return;
  lock(*made.partition_of, access_exclusive);
  if (const Table* parent = table(*made.partition_of))
    for (const ForeignKey& key : parent->foreign_keys) refer(key);
}

void Reader::read(const DropTable& drop) {
  const Table* dropped = table(drop.table);
  if (dropped == nullptr && drop.if_exists) return;
  lock_tree(drop.table, access_exclusive);
  if (dropped == nullptr) return;
  if (dropped->partition_of) lock(*dropped->partition_of, access_exclusive);
  for (const QualifiedName& one : tree(drop.table))
    if (const Table* part = table(one))
      for (const ForeignKey& key : part->foreign_keys) drop_foreign_key(one, key);
  if (!drop.cascade) return;
  drop_references(drop.table, {});
  drop_views(drop.table, "");
}

void Reader::read(const AddColumn& add) {
  const Table* altered = table(add.table);
  const Column& column = add.column;
  if (altered != nullptr && add.if_not_exists && altered->column(column.name) != nullptr) return;
  constexpr int stores_default_once = 11;  // attmissingval
  constexpr int has_virtual_columns = 18;
  const bool has_default = column.server_default.has_value();
  const bool rewrites = column.identity || column.serial ||
                        (column.computed && version_ < has_virtual_columns) ||
                        (has_default && is_volatile(column.server_default->value)) ||
                        (has_default && version_ < stores_default_once);
  if (rewrites) rewrite(add.table);
}

void Reader::read(const DropColumn& drop) {
  const Table* altered = table(drop.table);
  if (altered == nullptr) return;
  for (const ForeignKey& key : altered->foreign_keys)
    if (contains(key.columns, drop.column)) drop_foreign_key(drop.table, key);
  if (!drop.cascade) return;
  drop_references(drop.table, {drop.column});
  drop_views(drop.table, drop.column);
}

void Reader::read_type(const AlterColumn& alter, const Table& altered) {
  const Column* column = altered.column(alter.column);
  const std::string from = column == nullptr ? std::string() : column->type.value;
  // Constraints of the column are made anew, and with them the triggers of foreign keys.
  for (const ForeignKey& key : altered.foreign_keys)
    if (contains(key.columns, alter.column)) drop_foreign_key(alter.table, key);
  drop_references(alter.table, {alter.column});
  const bool enums =
      column != nullptr && column->enum_type.has_value() != alter.enum_type.has_value();
  const TypeChange change = type_change(from, alter.type->value, alter.column, alter.using_sql);
  effects_.depends_on_time_zone = change == TypeChange::time_zone;
  if (change == TypeChange::rewrite ||
      (change == TypeChange::unknown &&
       (enums || (column != nullptr && alter.enum_type && column->enum_type != alter.enum_type))))
    rewrite(alter.table, alter.only);
}

void Reader::read(const AlterColumn& alter) {
  const Table* altered = table(alter.table);
  if (alter.type && altered != nullptr) read_type(alter, *altered);
  if (!alter.nullable || alter.nullable->value || altered == nullptr) return;
  constexpr int takes_checks_as_proof = 12;
  const Column* column = altered->column(alter.column);
  if (column != nullptr && !column->nullable.value) return;
  if (version_ >= takes_checks_as_proof && proves_not_null(*altered, alter.column)) return;
  scan(alter.table);
}

/// The columns become NOT NULL, which is read from the rows where it is not known.
void Reader::read(const AddPrimaryKey& add) {
  lock_partitions(add.table, share, add.only);
  if (add.using_index.empty()) build_index(add.table, add.only);
  const Table* altered = table(add.table);
  if (altered == nullptr) return;
  std::vector<std::string> columns = add.key.columns;
  if (const Index* index = part_named(altered->indexes, add.using_index))
    for (const IndexElement& element : index->elements) columns.push_back(element.column);
  for (const std::string& name : columns) {
    const Column* column = altered->column(name);
    if (column == nullptr || !column->nullable.value) continue;
    lock_tree(add.table, access_exclusive, add.only);
    if (!proves_not_null(*altered, name)) scan(add.table);
  }
}

void Reader::read(const AddForeignKey& add) {
  const ForeignKey& key = add.key;
  if (key.state != ForeignKey::State::unknown) lock_tree(key.target, share_row_exclusive);
  const Table* altered = table(add.table);
  const Column* column = altered == nullptr || key.columns.size() != 1
                             ? nullptr
                             : altered->column(key.columns.front());
  const bool new_and_null = add.with_column && column != nullptr && !column->server_default;
  if (key.validated && !new_and_null) scan(add.table);
}

void Reader::read(const DropConstraint& drop) {
  const Table* altered = table(drop.table);
  if (altered == nullptr) return;
  if (const ForeignKey* key = part_named(altered->foreign_keys, drop.name))
    return drop_foreign_key(drop.table, *key);
  if (!drop.cascade) return;
  if (const UniqueKey* key = part_named(altered->unique, drop.name))
    drop_references(drop.table, key->columns);
  if (altered->primary_key && altered->primary_key->name == drop.name)
    drop_references(drop.table, altered->primary_key->columns);
}

void Reader::read(const ValidateConstraint& validate) {
  const Table* altered = table(validate.table);
  if (altered == nullptr) return scan(validate.table);
  if (const ForeignKey* key = part_named(altered->foreign_keys, validate.name)) {
    if (key->state != ForeignKey::State::unknown) lock(key->target, row_share);
    if (!key->validated) scan(validate.table);
  } else if (const Check* check = part_named(altered->checks, validate.name)) {
    if (!check->validated) scan(validate.table);
  } else {
    scan(validate.table);
  }
}

void Reader::read(const CreateIndex& create) {
  const Table* indexed = table(create.table);
  if (create.if_not_exists && indexed != nullptr && has_index(*indexed, create.index.name))
    return lock(create.table, create.concurrently ? share_update_exclusive : share);
  lock_partitions(create.table, create.concurrently ? share_update_exclusive : share, create.only);
  build_index(create.table, create.only);
}

void Reader::read(const DropIndex& drop) {
  for (const Table& table : schema_.tables()) {
    if (table.name.schema != drop.index.schema || !has_index(table, drop.index.name)) continue;
    lock_partitions(table.name, drop.concurrently ? share_update_exclusive : access_exclusive);
    if (const UniqueKey* key = part_named(table.unique, drop.index.name); key && drop.cascade)
      drop_references(table.name, key->columns);
    return;
  }
}

/// CASCADE drops the columns that have the type.
void Reader::read(const DropType& drop) {
  if (!drop.cascade) return;
  for (const Table& table : schema_.tables())
    for (const Column& column : table.columns)
      if (column.enum_type == drop.type) lock(table.name, access_exclusive);
}

void Reader::read(const AttachPartition& attach) {
  lock_tree(attach.partition, access_exclusive);
  if (const Table* parent = table(attach.table))
    for (const ForeignKey& key : parent->foreign_keys)
      if (key.state != ForeignKey::State::unknown) lock_tree(key.target, share_row_exclusive);
  // Whether a CHECK proves the bounds is not known.
  const Table* partition = table(attach.partition);
  if (partition != nullptr && partition->complete && partition->checks.empty())
    scan(attach.partition);
}

void Reader::read(const DetachPartition& detach) {
  lock(detach.table, detach.concurrently ? share_update_exclusive : access_exclusive);
  lock(detach.partition, access_exclusive);
}

void Reader::read(const DropSchema& drop) {
  if (!drop.cascade) return;
  for (const Table& table : schema_.tables()) {
    if (table.name.schema != drop.name) continue;
    lock(table.name, access_exclusive);
    for (const ForeignKey& key : table.foreign_keys) drop_foreign_key(table.name, key);
    drop_references(table.name, {});
  }
}

void Reader::read(const ChangeData& change) {
  if (change.verb == "INSERT")
    if (const Table* filled = table(change.table))
      for (const ForeignKey& key : filled->foreign_keys)
        if (key.state != ForeignKey::State::unknown) lock(key.target, row_share);
  if (change.verb != "TRUNCATE") return lock(change.table, row_exclusive);
  lock_tree(change.table, access_exclusive);
  rewrite(change.table);
  if (!change.cascade) return;
  std::vector<QualifiedName> emptied{change.table};
  for (size_t at = 0; at < emptied.size(); ++at)
    for (const Table& other : schema_.tables())
      for (const ForeignKey& key : other.foreign_keys)
        if (key.target == emptied[at] && std::ranges::find(emptied, other.name) == emptied.end()) {
          emptied.push_back(other.name);
          lock_tree(other.name, access_exclusive);
          rewrite(other.name);
        }
}

void Reader::read(const Maintenance& maintenance) {
  using Kind = Maintenance::Kind;
  if (maintenance.kind == Kind::reindex_index)
    lock(maintenance.index, maintenance.concurrently ? share_update_exclusive : access_exclusive);
  if (maintenance.table.name.empty()) return;
  lock_tree(maintenance.table, maintenance_lock(maintenance));
  if (maintenance.kind == Kind::vacuum_full || maintenance.kind == Kind::cluster)
    rewrite(maintenance.table);
  if (maintenance.kind == Kind::reindex_table || maintenance.kind == Kind::reindex_index)
    build_index(maintenance.table);
}

}  // namespace

Effects effects_of(const Operation& operation, const Schema& before, int postgres_version) {
  Reader reader(before, postgres_version);
  std::visit(reader, operation);
  return reader.take();
}

}  // namespace schemalint
