#include "analyzer/operation_words.h"

namespace schemalint {

namespace {

struct Describe {
  std::string_view operator()(const CreateTable&) const { return "create table"; }
  std::string_view operator()(const DropTable&) const { return "drop table"; }
  std::string_view operator()(const RenameTable&) const { return "rename table"; }
  std::string_view operator()(const AddColumn&) const { return "add column"; }
  std::string_view operator()(const DropColumn&) const { return "drop column"; }
  std::string_view operator()(const RenameColumn&) const { return "rename column"; }
  std::string_view operator()(const AlterColumn&) const { return "alter column"; }
  std::string_view operator()(const AddPrimaryKey&) const { return "add primary key"; }
  std::string_view operator()(const AddUnique&) const { return "add unique constraint"; }
  std::string_view operator()(const AddForeignKey&) const { return "add foreign key"; }
  std::string_view operator()(const AddCheck&) const { return "add check constraint"; }
  std::string_view operator()(const AddExclusion&) const { return "add exclusion constraint"; }
  std::string_view operator()(const DropConstraint&) const { return "drop constraint"; }
  std::string_view operator()(const AlterConstraint&) const { return "alter constraint"; }
  std::string_view operator()(const RenameConstraint&) const { return "rename constraint"; }
  std::string_view operator()(const ValidateConstraint&) const { return "validate constraint"; }
  std::string_view operator()(const CreateIndex&) const { return "create index"; }
  std::string_view operator()(const DropIndex&) const { return "drop index"; }
  std::string_view operator()(const RenameIndex&) const { return "rename index"; }
  std::string_view operator()(const AttachIndex&) const { return "attach index"; }
  std::string_view operator()(const CreateEnum&) const { return "create type"; }
  std::string_view operator()(const CreateType&) const { return "create type"; }
  std::string_view operator()(const DropType&) const { return "drop type"; }
  std::string_view operator()(const RenameType&) const { return "rename type"; }
  std::string_view operator()(const AddEnumValue&) const { return "add enum value"; }
  std::string_view operator()(const RenameEnumValue&) const { return "rename enum value"; }
  std::string_view operator()(const SetRowSecurity&) const { return "set row security"; }
  std::string_view operator()(const CreatePolicy&) const { return "create policy"; }
  std::string_view operator()(const DropPolicy&) const { return "drop policy"; }
  std::string_view operator()(const AttachPartition&) const { return "attach partition"; }
  std::string_view operator()(const DetachPartition&) const { return "detach partition"; }
  std::string_view operator()(const AddParent&) const { return "inherit"; }
  std::string_view operator()(const RemoveParent&) const { return "no inherit"; }
  std::string_view operator()(const CreateView&) const { return "create view"; }
  std::string_view operator()(const DropView&) const { return "drop view"; }
  std::string_view operator()(const RenameView&) const { return "rename view"; }
  std::string_view operator()(const CreateSchema&) const { return "create schema"; }
  std::string_view operator()(const DropSchema&) const { return "drop schema"; }
  std::string_view operator()(const DropDatabase&) const { return "drop database"; }
  std::string_view operator()(const ChangeData& change) const { return change.verb; }
  std::string_view operator()(const Maintenance& op) const;
  std::string_view operator()(const RefreshView&) const { return "refresh materialized view"; }
  std::string_view operator()(const SetTableOption& op) const;
  std::string_view operator()(const CreateTrigger&) const { return "create trigger"; }
  std::string_view operator()(const DropTrigger&) const { return "drop trigger"; }
  std::string_view operator()(const SetParameter& op) const {
    return op.value.empty() ? "reset" : "set";
  }
  std::string_view operator()(const TransactionControl& op) const;
  std::string_view operator()(const NoSchemaChange& change) const { return change.what; }
  std::string_view operator()(const UnknownChange& change) const { return change.what; }
};

std::string_view Describe::operator()(const Maintenance& op) const {
  switch (op.kind) {
    case Maintenance::Kind::analyze:
      return "analyze";
    case Maintenance::Kind::vacuum:
      return "vacuum";
    case Maintenance::Kind::vacuum_full:
      return "vacuum full";
    case Maintenance::Kind::cluster:
      return "cluster";
    default:
      return "reindex";
  }
}

std::string_view Describe::operator()(const SetTableOption& op) const {
  switch (op.kind) {
    case SetTableOption::Kind::comment:
      return "comment";
    case SetTableOption::Kind::parameters:
      return "set parameters";
    case SetTableOption::Kind::persistence:
      return "set logged or unlogged";
    case SetTableOption::Kind::tablespace:
      return "set tablespace";
    case SetTableOption::Kind::trigger:
      return "enable or disable trigger";
    case SetTableOption::Kind::other:
      break;
  }
  return "alter table";
}

std::string_view Describe::operator()(const TransactionControl& op) const {
  switch (op.kind) {
    case TransactionControl::Kind::begin:
      return "BEGIN";
    case TransactionControl::Kind::commit:
      return "COMMIT";
    case TransactionControl::Kind::rollback:
      return "ROLLBACK";
    case TransactionControl::Kind::savepoint:
      return "SAVEPOINT";
    case TransactionControl::Kind::rollback_to_savepoint:
      return "ROLLBACK TO SAVEPOINT";
    case TransactionControl::Kind::other:
      break;
  }
  return "TRANSACTION";
}

/// A part of a table, or the table where the part has no name.
std::string part_of(const QualifiedName& table, const std::string& name) {
  return name.empty() ? table.text() : table.text() + "." + name;
}

struct ObjectOf {
  std::string operator()(const CreateTable& op) const { return op.table.name.text(); }
  std::string operator()(const AddColumn& op) const { return part_of(op.table, op.column.name); }
  std::string operator()(const AddPrimaryKey& op) const { return part_of(op.table, op.key.name); }
  std::string operator()(const AddUnique& op) const { return part_of(op.table, op.key.name); }
  std::string operator()(const AddForeignKey& op) const { return part_of(op.table, op.key.name); }
  std::string operator()(const AddCheck& op) const { return part_of(op.table, op.check.name); }
  std::string operator()(const AddExclusion& op) const {
    return part_of(op.table, op.exclusion.name);
  }
  std::string operator()(const CreateView& op) const { return op.view.name.text(); }
  std::string operator()(const CreateType& op) const { return op.type.name.text(); }
  std::string operator()(const CreateIndex& op) const {
    return op.index.name.empty() ? op.table.text() : op.index.name;
  }
  std::string operator()(const CreateEnum& op) const { return op.type.name.text(); }
  std::string operator()(const CreatePolicy& op) const { return part_of(op.table, op.policy.name); }
  std::string operator()(const AttachPartition& op) const { return op.partition.text(); }
  std::string operator()(const DetachPartition& op) const { return op.partition.text(); }
  std::string operator()(const Maintenance& op) const {
    return op.index.name.empty() ? op.table.text() : op.index.text();
  }
  std::string operator()(const TransactionControl&) const { return {}; }
  std::string operator()(const NoSchemaChange&) const { return {}; }
  template <typename Other>
  std::string operator()(const Other& op) const {
    if constexpr (requires {
                    op.table;
                    op.column;
                  }) {
      return part_of(op.table, op.column);
    } else if constexpr (requires {
                           op.table;
                           op.name;
                         }) {
      return part_of(op.table, op.name);
    } else if constexpr (requires { op.table; }) {
      return op.table.text();
    } else if constexpr (requires { op.index; }) {
      return op.index.text();
    } else if constexpr (requires { op.type; }) {
      return op.type.text();
    } else if constexpr (requires { op.view; }) {
      return op.view.text();
    } else {
      return op.name;
    }
  }
};

}  // namespace

std::string_view describe(const Operation& operation) {
  return std::visit(Describe{}, operation);
}

std::string object_of(const Operation& operation) {
  return std::visit(ObjectOf{}, operation);
}

}  // namespace schemalint
