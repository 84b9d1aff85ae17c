#include <algorithm>

#include "analyzer/sql/runner.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

namespace {

bool hole(const std::string& name) {
  return name.find(Text::placeholder) != std::string::npos;
}
bool hole(const QualifiedName& name) {
  return hole(name.schema) || hole(name.name);
}
bool hole(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return hole(name); });
}
bool hole(const UniqueKey& key) {
  return hole(key.name) || hole(key.columns);
}
bool hole(const ForeignKey& key) {
  return hole(key.name) || hole(key.columns) || hole(key.target) || hole(key.target_columns);
}
bool hole(const std::vector<IndexElement>& elements) {
  return std::any_of(elements.begin(), elements.end(),
                     [](const IndexElement& element) { return hole(element.column); });
}
bool hole(const Index& index) {
  return hole(index.name) || hole(index.elements);
}
bool hole(const Exclusion& exclusion) {
  return hole(exclusion.name) || hole(exclusion.elements);
}

// Names of the object itself, by the members that operations have in common.
struct HasHole {
  bool operator()(const CreateTable& operation) const {
    const Table& table = operation.table;
    const auto any = [](const auto& items) {
      return std::any_of(items.begin(), items.end(), [](const auto& item) { return hole(item); });
    };
    return hole(table.name) || any(table.unique) || any(table.foreign_keys) ||
           any(table.exclusions) || (table.primary_key && hole(*table.primary_key)) ||
           std::any_of(table.columns.begin(), table.columns.end(),
                       [](const Column& column) { return hole(column.name); });
  }
  bool operator()(const CreateEnum& operation) const {
    return hole(operation.type.name) || hole(operation.type.values);
  }
  bool operator()(const AddColumn& operation) const {
    return hole(operation.table) || hole(operation.column.name);
  }
  bool operator()(const AddPrimaryKey& operation) const {
    return hole(operation.table) || hole(operation.key) || hole(operation.using_index);
  }
  bool operator()(const AddUnique& operation) const {
    return hole(operation.table) || hole(operation.key) || hole(operation.using_index);
  }
  bool operator()(const AddForeignKey& operation) const {
    return hole(operation.table) || hole(operation.key);
  }
  bool operator()(const AddCheck& operation) const {
    return hole(operation.table) || hole(operation.check.name);
  }
  bool operator()(const AddExclusion& operation) const {
    return hole(operation.table) || hole(operation.exclusion);
  }
  bool operator()(const CreateIndex& operation) const {
    return hole(operation.table) || hole(operation.index);
  }
  bool operator()(const CreatePolicy& operation) const {
    return hole(operation.table) || hole(operation.policy.name);
  }
  bool operator()(const RenameTable& operation) const {
    return hole(operation.table) || hole(operation.to);
  }
  bool operator()(const RenameColumn& operation) const {
    return hole(operation.table) || hole(operation.column) || hole(operation.to);
  }
  bool operator()(const RenameConstraint& operation) const {
    return hole(operation.table) || hole(operation.name) || hole(operation.to);
  }
  bool operator()(const RenameIndex& operation) const {
    return hole(operation.index) || hole(operation.to);
  }
  bool operator()(const RenameType& operation) const {
    return hole(operation.type) || hole(operation.to);
  }
  bool operator()(const AddEnumValue& operation) const {
    return hole(operation.type) || hole(operation.value) || hole(operation.before) ||
           hole(operation.after);
  }
  bool operator()(const RenameEnumValue& operation) const {
    return hole(operation.type) || hole(operation.value) || hole(operation.to);
  }
  bool operator()(const AttachPartition& operation) const {
    return hole(operation.table) || hole(operation.partition);
  }
  bool operator()(const DetachPartition& operation) const {
    return hole(operation.table) || hole(operation.partition);
  }
  bool operator()(const AddParent& operation) const {
    return hole(operation.table) || hole(operation.parent);
  }
  bool operator()(const RemoveParent& operation) const {
    return hole(operation.table) || hole(operation.parent);
  }
  bool operator()(const AttachIndex& operation) const {
    return hole(operation.index) || hole(operation.partition);
  }
  bool operator()(const AlterConstraint& operation) const {
    return hole(operation.table) || hole(operation.name);
  }
  bool operator()(const RenameView& operation) const {
    return hole(operation.view) || hole(operation.to);
  }
  bool operator()(const CreateView& operation) const { return hole(operation.view.name); }
  bool operator()(const DropView& operation) const { return hole(operation.view); }
  bool operator()(const CreateType& operation) const { return hole(operation.type.name); }
  bool operator()(const DropIndex& operation) const { return hole(operation.index); }
  bool operator()(const DropType& operation) const { return hole(operation.type); }
  bool operator()(const DropTable& operation) const { return hole(operation.table); }
  bool operator()(const SetRowSecurity& operation) const { return hole(operation.table); }
  bool operator()(const CreateSchema& operation) const { return hole(operation.name); }
  bool operator()(const DropSchema& operation) const { return hole(operation.name); }
  bool operator()(const DropColumn& operation) const {
    return hole(operation.table) || hole(operation.column);
  }
  bool operator()(const AlterColumn& operation) const {
    return hole(operation.table) || hole(operation.column);
  }
  bool operator()(const DropConstraint& operation) const {
    return hole(operation.table) || hole(operation.name);
  }
  bool operator()(const ValidateConstraint& operation) const {
    return hole(operation.table) || hole(operation.name);
  }
  bool operator()(const DropPolicy& operation) const {
    return hole(operation.table) || hole(operation.name);
  }
  bool operator()(const DropDatabase& operation) const { return hole(operation.name); }
  bool operator()(const ChangeData&) const { return false; }
  bool operator()(const Maintenance& operation) const {
    return hole(operation.table) || hole(operation.index);
  }
  bool operator()(const RefreshView& operation) const { return hole(operation.view); }
  bool operator()(const SetTableOption& operation) const { return hole(operation.table); }
  bool operator()(const CreateTrigger& operation) const { return hole(operation.table); }
  bool operator()(const DropTrigger& operation) const { return hole(operation.table); }
  bool operator()(const SetParameter&) const { return false; }
  bool operator()(const TransactionControl&) const { return false; }
  bool operator()(const NoSchemaChange&) const { return false; }
  bool operator()(const UnknownChange&) const { return false; }
};

}  // namespace

QualifiedName table_of(const Operation& operation) {
  return std::visit(
      [](const auto& one) -> QualifiedName {
        if constexpr (requires { one.table.columns; }) {
          return one.table.name;
        } else if constexpr (requires { one.table; }) {
          return one.table;
        } else {
          return {};
        }
      },
      operation);
}

namespace {

template <typename... Operations>
bool is_any_of(const Operation& operation) {
  return (std::holds_alternative<Operations>(operation) || ...);
}

}  // namespace

bool is_harmless(const Operation& operation) {
  return is_any_of<ChangeData, Maintenance, RefreshView, SetTableOption, CreateTrigger, DropTrigger,
                   SetParameter, TransactionControl, NoSchemaChange>(operation);
}

bool has_hole(const Operation& operation) {
  return std::visit(HasHole{}, operation);
}

std::string statement_words(std::string_view sql) {
  std::string words;
  SqlLexer lexer(sql);
  for (int i = 0; i < 2; ++i) {
    const SqlToken token = lexer.next();
    if (token.kind != SqlToken::Kind::word) break;
    if (i > 0) words += ' ';
    for (const char c : lexer.text(token))
      words += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return words.empty() ? "statement" : words;
}

std::vector<IndexElement> index_elements(const std::vector<SqlIndexElement>& elements) {
  std::vector<IndexElement> result;
  for (const SqlIndexElement& one : elements)
    result.push_back({.column = one.column,
                      .expression = one.expression,
                      .operator_class = one.operator_class,
                      .collation = one.collation,
                      .descending = one.descending,
                      .nulls_reversed = one.nulls_reversed});
  return result;
}

}  // namespace schemalint
