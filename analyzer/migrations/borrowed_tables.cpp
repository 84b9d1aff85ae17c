#include "analyzer/migrations/borrowed_tables.h"

#include <variant>

namespace schemalint {

namespace {

/// Notes one operation after the other; false where only the table it is about matters.
struct Use {
  TableUse use;

  void borrow(const QualifiedName& table) {
    // Alembic makes the table of its versions itself.
    if (table.name.empty() || table.name == "alembic_version") return;
    if (!use.created.contains(table)) use.borrowed.insert(table);
  }
  void change(const QualifiedName& table) {
    borrow(table);
    if (use.borrowed.contains(table)) use.changed.insert(table);
  }

  bool operator()(const CreateTable& operation) {
    use.created.insert(operation.table.name);
    for (const ForeignKey& key : operation.table.foreign_keys) borrow(key.target);
    if (operation.table.partition_of) borrow(*operation.table.partition_of);
    return true;
  }
  bool operator()(const RenameTable& operation) {
    change(operation.table);
    use.created.insert(operation.to);
    return true;
  }
  bool operator()(const AddForeignKey& operation) {
    borrow(operation.key.target);
    return false;
  }
  // IF EXISTS and rows do not tell whose table it is.
  bool operator()(const DropTable& operation) { return operation.if_exists; }
  bool operator()(const ChangeData&) { return true; }
  bool operator()(const UnknownChange& operation) {
    use.created.insert(operation.table);  // perhaps
    return true;
  }
  template <typename Other>
  bool operator()(const Other&) {
    return false;
  }
};

}  // namespace

TableUse table_use(const std::vector<Revision>& revisions) {
  Use use;
  for (const Revision& revision : revisions)
    for (const Step& step : revision.upgrade)
      if (!std::visit(use, step.operation)) use.change(table_of(step.operation));
  return std::move(use.use);
}

}  // namespace schemalint
