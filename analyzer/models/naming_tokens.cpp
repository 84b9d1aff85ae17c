// Tokens of a naming convention that functions of the project make:
// https://docs.sqlalchemy.org/en/20/core/constraints.html#creating-custom-tokens-for-naming-conventions

#include "analyzer/models/constructs.h"
#include "analyzer/models/naming.h"

namespace schemalint::models {

namespace {

// Answers what such a function asks of the constraint and the table that it is called with.
class TokenFacts {
 public:
  TokenFacts(Evaluator& evaluator, const NameParts& parts) : evaluator_(evaluator), parts_(parts) {
    constraint_ = evaluator.make(External{"sqlalchemy.Constraint"});
    table_ = evaluator.make(External{"sqlalchemy.Table"});
    Ref column = evaluator.make(External{"sqlalchemy.Column"});
    for (const NameParts::ColumnParts& part : parts.columns) {
      Call call;
      call.callee = column;
      call.arguments.push_back({"", evaluator.string(part.name), {}});
      columns_.push_back(evaluator.make(std::move(call)));
    }
  }

  std::vector<Argument> arguments() const { return {{"", constraint_, {}}, {"", table_, {}}}; }

  Ref answer(Ref asked) {
    const auto* attribute = asked->as<Attribute>();
    if (attribute == nullptr) return nullptr;
    if (attribute->object == table_) return of_table(attribute->name);
    if (attribute->object == constraint_) return of_constraint(attribute->name);
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (attribute->object != columns_[i]) continue;
      if (attribute->name == "name") return evaluator_.string(parts_.columns[i].name);
      if (attribute->name == "key") return evaluator_.string(parts_.columns[i].key);
      if (attribute->name == "table") return table_;
    }
    return nullptr;
  }

 private:
  Ref of_table(const std::string& name) {
    if (name == "name") return evaluator_.string(parts_.table);
    if (name != "schema") return nullptr;
    return parts_.schema.empty() ? evaluator_.make(None{}) : evaluator_.string(parts_.schema);
  }

  Ref of_constraint(const std::string& name) {
    if (name == "unique") return evaluator_.make(parts_.unique);
    if (name == "table") return table_;
    if (name != "columns" && name != "column_keys") return nullptr;
    Sequence columns;
    columns.items = columns_;
    return evaluator_.make(std::move(columns));
  }

  Evaluator& evaluator_;
  const NameParts& parts_;
  Ref constraint_ = nullptr;
  Ref table_ = nullptr;
  std::vector<Ref> columns_;
};

}  // namespace

std::optional<std::string> custom_token(Evaluator& evaluator, const Function& function,
                                        const NameParts& parts) {
  TokenFacts facts(evaluator, parts);
  Ref made = evaluator.call_method(function, nullptr, facts.arguments(), function.where,
                                   [&](Ref asked, bool) { return facts.answer(asked); });
  const std::string* text = exact_string(made);
  return text == nullptr ? std::nullopt : std::optional<std::string>(*text);
}

}  // namespace schemalint::models
