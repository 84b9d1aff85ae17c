#include "analyzer/revisions/autogenerate.h"

#include "analyzer/models/constructs.h"

namespace schemalint {

namespace {

bool is_configure(Ref value) {
  return call_of(value) != nullptr &&
         models::dotted_name(call_of(value)->callee) == "alembic.context.configure";
}

/// The calls of `context.configure` in a module: at its top and in its functions.
std::vector<const Call*> configure_calls(Evaluator& evaluator, const Module& env) {
  std::vector<const Call*> calls;
  for (Ref call : env.calls)
    if (is_configure(call)) calls.push_back(call_of(call));
  // Running one may define others in the module.
  const std::vector<const Function*> functions(env.functions.begin(), env.functions.end());
  for (const Function* function : functions)
    for (const Effect& effect : evaluator.run(*function))
      if (is_configure(effect.call)) calls.push_back(call_of(effect.call));
  return calls;
}

const Function* function_of(Ref value) {
  const auto* function = value == nullptr ? nullptr : value->as<const Function*>();
  return function == nullptr ? nullptr : *function;
}

/// Asks the filters of one env.py.
class Filters {
 public:
  Filters(Evaluator& evaluator, const Call& configure)
      : evaluator_(evaluator),
        include_object_(function_of(configure.keyword("include_object"))),
        include_name_(function_of(configure.keyword("include_name"))) {}

  bool leaves_out(const QualifiedName& table) {
    return leaves_out_object(table.name, "table", false) ||
           leaves_out_object(table.name, "table", true) || leaves_out_name(table);
  }

  /// Whether it leaves out something that only the database has.
  bool leaves_out(const std::string& name, const char* type) {
    return leaves_out_object(name, type, true);
  }

 private:
  Ref name_or_none(const std::string& name) {
    return name.empty() ? evaluator_.make(None{}) : evaluator_.string(name);
  }

  /// include_object(object, name, type_, reflected, compare_to)
  bool leaves_out_object(const std::string& name, const char* type, bool reflected) {
    if (include_object_ == nullptr) return false;
    const std::vector<Argument> arguments{
        {"", evaluator_.unknown("an object of the schema"), {}},
        {"", evaluator_.string(name), {}},
        {"", evaluator_.string(type), {}},
        {"", evaluator_.make(reflected), {}},
        {"", evaluator_.make(None{}), {}},
    };
    return truth(evaluator_.call(*include_object_, arguments)) == Truth::no;
  }

  /// include_name(name, type_, parent_names), of the table and of its schema
  bool leaves_out_name(const QualifiedName& table) {
    if (include_name_ == nullptr) return false;
    Dict parents;
    parents.entries.emplace_back(evaluator_.string("schema_name"), name_or_none(table.schema));
    parents.entries.emplace_back(evaluator_.string("schema_qualified_table_name"),
                                 evaluator_.string(table.text()));
    const auto refuses = [&](Ref name, const char* type, Dict names) {
      const std::vector<Argument> arguments{{"", name, {}},
                                            {"", evaluator_.string(type), {}},
                                            {"", evaluator_.make(std::move(names)), {}}};
      return truth(evaluator_.call(*include_name_, arguments)) == Truth::no;
    };
    return refuses(name_or_none(table.schema), "schema", {}) ||
           refuses(evaluator_.string(table.name), "table", std::move(parents));
  }

  Evaluator& evaluator_;
  const Function* include_object_;
  const Function* include_name_;
};

/// A flag that may also be a function, which then compares.
void read_flag(Ref value, bool& flag) {
  if (value == nullptr) return;
  if (function_of(value) != nullptr || truth(value) == Truth::yes) flag = true;
  if (truth(value) == Truth::no) flag = false;
}

void ask_about_parts(Filters& filters, const Table& table, Autogenerate& result) {
  const auto ask = [&](const auto& items, const char* type) {
    for (const auto& item : items)
      if (filters.leaves_out(item.name, type)) result.names_left_out.insert(item.name);
  };
  ask(table.unique, "unique_constraint");
  ask(table.indexes, "index");
  ask(table.foreign_keys, "foreign_key_constraint");
}

}  // namespace

Autogenerate read_autogenerate(Evaluator& evaluator, const Module& env, const Schema& declared,
                               const Schema& migrated) {
  Autogenerate result;
  for (const Call* configure : configure_calls(evaluator, env)) {
    read_flag(configure->keyword("compare_type"), result.types);
    read_flag(configure->keyword("compare_server_default"), result.server_defaults);
    read_flag(configure->keyword("include_schemas"), result.schemas);
    if (Ref table = configure->keyword("version_table"))
      if (const std::string* name = exact_string(table)) result.version_table = *name;
    Filters filters(evaluator, *configure);
    for (const Schema* schema : {&declared, &migrated})
      for (const Table& table : schema->tables())
        if (filters.leaves_out(table.name)) result.left_out.insert(table.name);
    for (const Table& table : migrated.tables()) ask_about_parts(filters, table, result);
  }
  return result;
}

}  // namespace schemalint
