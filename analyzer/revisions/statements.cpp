#include "analyzer/revisions/statements.h"

#include <algorithm>
#include <array>
#include <map>

#include "analyzer/models/constructs.h"
#include "analyzer/models/expressions.h"
#include "analyzer/revisions/bind_parameters.h"
#include "analyzer/revisions/schema_elements.h"

namespace schemalint {

namespace {

using models::Construct;

// A statement built from more method calls than this is not read.
constexpr int max_chain = 64;

/// The value of a bind parameter as SQL; nothing where it is not known.
std::optional<std::string> literal(Ref value) {
  if (const std::string* text = exact_string(value)) return models::quoted_literal(*text);
  if (const auto* number = value->as<int64_t>()) return std::to_string(*number);
  if (const auto* flag = value->as<bool>()) return *flag ? "true" : "false";
  if (value->is_none()) return "NULL";
  return std::nullopt;
}

using Parameters = std::map<std::string, std::string>;

void add_parameters(Ref value, Parameters& parameters) {
  const auto* dict = value ? value->as<Dict>() : nullptr;
  if (!dict) return;
  for (const auto& [key, entry] : dict->entries) {
    const std::string* name = exact_string(key);
    const std::optional<std::string> sql = literal(entry);
    if (name && sql) parameters[*name] = *sql;
  }
}

/// `.bindparams(name="x")`, `.bindparams(bindparam("name", "x"))`.
void add_bind_arguments(const Call& call, Parameters& parameters) {
  for (const Argument& argument : call.arguments) {
    if (!argument.name.empty()) {
      if (const auto sql = literal(argument.value)) parameters[argument.name] = *sql;
      continue;
    }
    const Call* bind = call_of(argument.value);
    Ref name = bind ? bind->get(0, "key") : nullptr;
    Ref value = bind ? bind->get(1, "value") : nullptr;
    if (!name || !value || !exact_string(name)) continue;
    if (const auto sql = literal(value)) parameters[*exact_string(name)] = *sql;
  }
}

/// The object whose method a call calls; null for other calls.
Ref receiver(Ref value) {
  const Call* call = call_of(value);
  const auto* attribute = call ? call->callee->as<Attribute>() : nullptr;
  return attribute ? attribute->object : nullptr;
}

/// Methods of text() after which the statement still has this text. Others may make another one of
/// it, as `str(statement).format(…)` does.
bool keeps_text(const Call& call) {
  const std::string_view name = call.callee->as<Attribute>()->name;
  return name == "bindparams" || name == "params" || name == "columns" ||
         name == "execution_options" || name == "execute_if" || name == "strip";
}

/// DDL() fills in `%(name)s` of its context and writes `%%` for a percent sign.
Text without_double_percent(const Text& sql) {
  const std::string& value = sql.value();
  Text result;
  size_t copied = 0;
  for (size_t at = value.find("%%"); at != std::string::npos; at = value.find("%%", at + 2)) {
    result.append(sql.slice(copied, at + 1));
    copied = at + 2;
  }
  if (copied == 0) return sql;
  result.append(sql.slice(copied, value.size()));
  return result;
}

bool is_ddl(const Call& call) {
  const std::string name = models::dotted_name(call.callee);
  return name.starts_with("sqlalchemy.") && models::last_part(name) == "DDL";
}

/// A statement that SQLAlchemy builds: the verb and the table it speaks of.
struct BuiltStatement {
  std::string verb;
  QualifiedName table;
};

std::string_view verb_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> verbs{
      {{"insert", "INSERT"}, {"update", "UPDATE"}, {"delete", "DELETE"}, {"select", "SELECT"}}};
  for (const auto& [method, verb] : verbs)
    if (method == name) return verb;
  return {};
}

/// `sa.update(t).where(…)` and `t.update().where(…)`: the innermost calls say what it does.
std::optional<BuiltStatement> built_statement(Ref value) {
  for (int depth = 0; depth < max_chain; ++depth) {
    const Call* call = call_of(value);
    if (!call) return std::nullopt;
    const auto* method = call->callee->as<Attribute>();
    if (!method) {
      const std::string name = models::dotted_name(call->callee);
      const std::string_view verb = verb_named(models::last_part(name));
      if (verb.empty() || !name.starts_with("sqlalchemy.")) return std::nullopt;
      Ref table = call->positional(0);
      return BuiltStatement{std::string(verb), table ? table_of(table) : QualifiedName{}};
    }
    const std::string_view verb = verb_named(method->name);
    const QualifiedName table = table_of(method->object);
    if (!verb.empty() && (!table.name.empty() || !call_of(method->object)))
      return BuiltStatement{std::string(verb), table};
    value = method->object;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Text> sql_of(Ref statement, Ref parameters,
                           std::vector<Sourced<std::string>>* quoted) {
  if (!statement) return std::nullopt;
  Parameters values;
  add_parameters(parameters, values);
  bool has_values = parameters != nullptr;
  const auto bound = [&](const Text& text) {
    if (quoted != nullptr && !has_values) *quoted = quoted_parameters(text, {});
    return bind_parameters(text, values);
  };
  for (int depth = 0; depth < max_chain; ++depth) {
    if (const Text* text = text_of(statement)) return bound(*text);
    const Call* call = call_of(statement);
    if (!call) return std::nullopt;
    if (models::construct_of(statement) == Construct::text || is_ddl(*call)) {
      Ref argument = call->get(0, is_ddl(*call) ? "statement" : "text");
      const Text* text = argument ? text_of(argument) : nullptr;
      if (!text) return std::nullopt;
      return is_ddl(*call) ? without_double_percent(*text) : bound(*text);
    }
    Ref object = receiver(statement);
    if (!object || !keeps_text(*call)) return std::nullopt;
    has_values = has_values || !call->arguments.empty();
    add_bind_arguments(*call, values);
    add_parameters(call->positional(0), values);
    statement = object;
  }
  return std::nullopt;
}

QualifiedName table_of(Ref value) {
  if (Class* cls = class_of(value)) {
    const Binding* name = models::find_attribute(*cls, "__tablename__");
    const std::string* text = name && name->value ? exact_string(name->value) : nullptr;
    return text ? qualified_name("", *text) : QualifiedName{};
  }
  if (const auto* attribute = value->as<Attribute>())
    return attribute->name == "__table__" ? table_of(attribute->object) : QualifiedName{};
  const Call* call = call_of(value);
  if (!call) return {};
  const std::string callee = models::dotted_name(call->callee);
  const std::string_view name = models::last_part(callee);
  if (name != "table" && name != "Table" && name != "create_table") return {};
  Ref given = call->positional(0);
  const std::string* table = given ? exact_string(given) : nullptr;
  if (!table) return {};
  Ref schema = call->keyword("schema");
  if (!schema || schema->is_none()) return qualified_name("", *table);
  const std::string* schema_name = exact_string(schema);
  return schema_name ? qualified_name(*schema_name, *table) : QualifiedName{};
}

void execute_statement(MigrationRun& run, Ref statement, Ref parameters, Span where) {
  std::vector<Sourced<std::string>> quoted;
  if (const std::optional<Text> sql = sql_of(statement, parameters, &quoted)) {
    run.add_quoted_parameters(std::move(quoted));
    return run.add_sql(*sql);
  }
  if (statement) {
    if (const std::optional<BuiltStatement> built = built_statement(statement)) {
      if (built->verb != "SELECT") run.add(ChangeData{built->verb, built->table}, where);
      return;
    }
    if (read_schema_element(run, statement, where)) return;
  }
  const Unknown* unknown = statement ? statement->as<Unknown>() : nullptr;
  run.add_unknown("execute", {}, unknown ? unknown->reason : "the statement is not known", where);
}

void execute_driver_sql(MigrationRun& run, Ref statement, Span where) {
  if (const Text* text = statement ? text_of(statement) : nullptr) return run.add_sql(*text);
  execute_statement(run, statement, nullptr, where);
}

namespace {

/// Methods of a Session that change rows through mapped objects.
std::string_view row_verb(std::string_view method) {
  static constexpr std::array<std::string_view, 6> inserting{"add",
                                                             "add_all",
                                                             "merge",
                                                             "bulk_save_objects",
                                                             "bulk_insert_mappings",
                                                             "bulk_update_mappings"};
  if (std::find(inserting.begin(), inserting.end(), method) != inserting.end()) return "INSERT";
  return method == "delete" ? "DELETE" : "";
}

}  // namespace

void read_connection_call(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  static constexpr std::array<std::string_view, 4> executing{"execute", "scalar", "scalars",
                                                             "exec"};
  const std::string& name = member.name;
  Ref statement = call.get(0, "statement");
  if (std::find(executing.begin(), executing.end(), name) != executing.end()) {
    Ref parameters = call.get(1, "parameters");
    if (!parameters) parameters = call.keyword("params");
    return execute_statement(run, statement, parameters, value->where);
  }
  if (name == "exec_driver_sql") return execute_driver_sql(run, statement, value->where);
  const std::string_view verb = row_verb(name);
  if (!verb.empty()) run.add(ChangeData{std::string(verb), {}}, value->where);
}

bool read_query_call(MigrationRun& run, const Member& member, Ref value) {
  if (member.name != "update" && member.name != "delete") return false;
  Ref object = member.object;
  for (int depth = 0; object && depth < max_chain; ++depth) {
    const Call* call = call_of(object);
    if (!call) return false;
    const Member inner = member_of(call->callee);
    if (inner.role == Role::connection && inner.name == "query") {
      Ref target = call->positional(0);
      run.add(ChangeData{std::string(verb_named(member.name)),
                         target ? table_of(target) : QualifiedName{}},
              value->where);
      return true;
    }
    object = inner.object;
  }
  return false;
}

}  // namespace schemalint
