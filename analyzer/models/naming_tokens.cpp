// Tokens of a naming convention that functions of the project make:
// https://docs.sqlalchemy.org/en/20/core/constraints.html#creating-custom-tokens-for-naming-conventions

#include <map>

#include "analyzer/models/naming.h"

namespace schemalint::models {

namespace {

// The class of a constraint or index, for functions that ask with isinstance().
std::string class_of_kind(const std::string& kind) {
  if (kind == "ix") return "sqlalchemy.Index";
  if (kind == "uq") return "sqlalchemy.UniqueConstraint";
  if (kind == "ck") return "sqlalchemy.CheckConstraint";
  if (kind == "fk") return "sqlalchemy.ForeignKeyConstraint";
  return "sqlalchemy.PrimaryKeyConstraint";
}

// Answers what such a function asks of the constraint and the table that it is called with.
class TokenFacts {
 public:
  TokenFacts(Evaluator& evaluator, const std::string& kind, const NameParts& parts)
      : evaluator_(evaluator), parts_(parts) {
    constraint_ = object(class_of_kind(kind));
    table_ = object("sqlalchemy.Table");
    for (const NameParts::ColumnParts& part : parts.columns) {
      columns_.push_back(object("sqlalchemy.Column"));
      facts_[columns_.back()] = {
          {"name", string(part.name)}, {"key", string(part.key)}, {"table", table_}};
    }
    facts_[table_] = {{"name", string(parts.table)}, {"schema", optional(parts.schema)}};
    facts_[constraint_] = {{"table", table_},
                           {"columns", list(columns_)},
                           {"column_keys", column_keys()},
                           {"unique", evaluator.make(parts.unique)}};
    if (kind == "fk") add_foreign_keys();
  }

  std::vector<Argument> arguments() const { return {{"", constraint_, {}}, {"", table_, {}}}; }

  Ref answer(Ref asked) const {
    if (const Call* call = call_of(asked)) {  // constraint.columns.values()
      const auto* method = call->callee->as<Attribute>();
      bool are_columns =
          method != nullptr && method->object == facts_.at(constraint_).at("columns");
      return are_columns && method->name == "values" ? method->object : nullptr;
    }
    const auto* attribute = asked->as<Attribute>();
    if (attribute == nullptr) return nullptr;
    auto known = facts_.find(attribute->object);
    if (known == facts_.end()) return nullptr;
    auto fact = known->second.find(attribute->name);
    return fact == known->second.end() ? nullptr : fact->second;
  }

 private:
  Ref string(const std::string& text) { return evaluator_.string(text); }
  Ref optional(const std::string& text) {
    return text.empty() ? evaluator_.make(None{}) : string(text);
  }
  Ref list(const std::vector<Ref>& items) { return evaluator_.make(Sequence{.items = items}); }

  Ref object(const std::string& of_class) {
    Call call;
    call.callee = evaluator_.make(External{of_class});
    return evaluator_.make(std::move(call));
  }

  Ref column_keys() {
    std::vector<Ref> keys;
    for (const NameParts::ColumnParts& part : parts_.columns) keys.push_back(string(part.key));
    return list(keys);
  }

  // The ForeignKey objects of a ForeignKeyConstraint, with what they refer to.
  void add_foreign_keys() {
    const std::string target =
        (parts_.referred_schema.empty() ? "" : parts_.referred_schema + ".") +
        parts_.referred_table;
    Ref table = object("sqlalchemy.Table");
    facts_[table] = {{"name", string(parts_.referred_table)},
                     {"schema", optional(parts_.referred_schema)}};
    std::vector<Ref> elements;
    for (size_t i = 0; i < columns_.size() && i < parts_.referred_columns.size(); ++i) {
      const std::string& name = parts_.referred_columns[i];
      Ref column = object("sqlalchemy.Column");
      facts_[column] = {{"name", string(name)}, {"table", table}};
      elements.push_back(object("sqlalchemy.ForeignKey"));
      facts_[elements.back()] = {{"parent", columns_[i]},
                                 {"column", column},
                                 {"target_fullname", string(target + "." + name)}};
    }
    facts_[constraint_]["elements"] = list(elements);
    facts_[constraint_]["referred_table"] = table;
  }

  Evaluator& evaluator_;
  const NameParts& parts_;
  Ref constraint_ = nullptr;
  Ref table_ = nullptr;
  std::vector<Ref> columns_;
  std::map<Ref, std::map<std::string, Ref>> facts_;  ///< attributes by object and name
};

}  // namespace

std::optional<std::string> custom_token(Evaluator& evaluator, const Function& function,
                                        const std::string& kind, const NameParts& parts) {
  TokenFacts facts(evaluator, kind, parts);
  Ref made = evaluator.call_method(function, nullptr, facts.arguments(), function.where,
                                   [&](Ref asked, bool) { return facts.answer(asked); });
  const std::string* text = exact_string(made);
  return text == nullptr ? std::nullopt : std::optional<std::string>(*text);
}

}  // namespace schemalint::models
