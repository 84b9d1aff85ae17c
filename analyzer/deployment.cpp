#include "analyzer/deployment.h"

#include "analyzer/words.h"

namespace schemalint {

namespace {

constexpr const char* old_code_names_it = "the old code still names it";

DeploymentAdvice before(const char* why) {
  return {Deployment::before_code, why};
}
DeploymentAdvice after(const char* why) {
  return {Deployment::after_code, why};
}
DeploymentAdvice neither(const char* why) {
  return {Deployment::neither, why};
}

/// Rows that the old code writes lack what the new rule asks of them.
DeploymentAdvice stricter() {
  return after("rows that the old code writes may not fulfil it");
}

struct Advise {
  const Change& change;

  DeploymentAdvice operator()(const CreateTable&) const { return before("the new code uses it"); }
  DeploymentAdvice operator()(const CreateView&) const { return before("the new code uses it"); }
  DeploymentAdvice operator()(const CreateEnum&) const { return before("the new code uses it"); }
  DeploymentAdvice operator()(const CreateType&) const { return before("the new code uses it"); }
  DeploymentAdvice operator()(const CreateSchema&) const { return before("the new code uses it"); }
  DeploymentAdvice operator()(const AddEnumValue&) const {
    return before("the new code writes it");
  }
  DeploymentAdvice operator()(const CreateIndex& create) const {
    if (create.index.unique) return stricter();
    return before("the queries of the new code rely on it");
  }
  DeploymentAdvice operator()(const AddColumn& add) const {
    const Column& column = add.column;
    const bool filled = column.nullable.value || column.server_default || column.identity ||
                        column.computed || lower(column.type.value).ends_with("serial");
    if (filled) return before("the new code uses it");
    return neither(
        "the old code inserts rows without it, which NOT NULL without a default refuses");
  }
  DeploymentAdvice operator()(const DropTable&) const { return lost(after(old_code_names_it)); }
  DeploymentAdvice operator()(const DropColumn&) const { return lost(after(old_code_names_it)); }
  DeploymentAdvice operator()(const DropSchema&) const { return lost(after(old_code_names_it)); }
  DeploymentAdvice operator()(const DropDatabase&) const { return lost(after(old_code_names_it)); }
  DeploymentAdvice operator()(const DropView&) const { return after(old_code_names_it); }
  DeploymentAdvice operator()(const DropType&) const { return after(old_code_names_it); }
  DeploymentAdvice operator()(const DropIndex&) const {
    return after("the queries of the old code rely on it");
  }
  DeploymentAdvice operator()(const RenameTable&) const { return renamed(); }
  DeploymentAdvice operator()(const RenameColumn&) const { return renamed(); }
  DeploymentAdvice operator()(const RenameView&) const { return renamed(); }
  DeploymentAdvice operator()(const RenameEnumValue&) const { return renamed(); }
  DeploymentAdvice operator()(const AlterColumn& alter) const {
    if (alter.type) return neither("both versions of the code have to get along with either type");
    if (alter.nullable)
      return alter.nullable->value ? before("the new code writes NULL") : stricter();
    if (alter.drop_default) return after("the old code relies on the default");
    if (alter.server_default) return before("the new code relies on the default");
    return {};
  }
  DeploymentAdvice operator()(const AddPrimaryKey&) const { return stricter(); }
  DeploymentAdvice operator()(const AddUnique&) const { return stricter(); }
  DeploymentAdvice operator()(const AddExclusion&) const { return stricter(); }
  DeploymentAdvice operator()(const AddCheck&) const { return stricter(); }
  DeploymentAdvice operator()(const AddForeignKey& add) const {
    // The rows of a column that comes with it are NULL, and the old code knows no other.
    return add.with_column ? before("the new code uses it") : stricter();
  }
  DeploymentAdvice operator()(const DropConstraint&) const {
    return before("the new code writes rows that it refuses");
  }
  DeploymentAdvice operator()(const SetRowSecurity& set) const {
    if (set.enabled == true || set.forced == true)
      return after("the old code does not say which tenant it speaks for");
    return {};
  }
  DeploymentAdvice operator()(const CreatePolicy&) const {
    return after("the old code does not say which tenant it speaks for");
  }
  DeploymentAdvice operator()(const ChangeData& data) const {
    if (data.verb == "DELETE" || data.verb == "TRUNCATE") return lost({});
    return {};
  }
  template <typename Other>
  DeploymentAdvice operator()(const Other&) const {
    return {};
  }

 private:
  static DeploymentAdvice renamed() {
    return neither("the old code uses the old name and the new code the new one");
  }
  static DeploymentAdvice lost(DeploymentAdvice advice) {
    advice.loses_data = true;
    return advice;
  }
};

}  // namespace

std::string_view to_string(Deployment deployment) {
  switch (deployment) {
    case Deployment::before_code:
      return "before the code";
    case Deployment::after_code:
      return "after the code";
    case Deployment::neither:
      return "two releases";
    case Deployment::any:
      break;
  }
  return "any time";
}

DeploymentAdvice deployment_of(const Change& change) {
  const QualifiedName table = table_of(change.step.operation);
  if (!table.name.empty() && change.created.contains(table) &&
      !std::holds_alternative<CreateTable>(change.step.operation))
    return {};
  return std::visit(Advise{change}, change.step.operation);
}

}  // namespace schemalint
