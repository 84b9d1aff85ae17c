#include "analyzer/models/policies.h"

#include "analyzer/models/constructs.h"
#include "analyzer/replay/replay.h"
#include "analyzer/sql/sql.h"

namespace schemalint::models {

namespace {

/// `CREATE POLICY signature ON on_entity definition`; nothing where a part is not known.
std::optional<Text> policy_sql(const Call& call) {
  const std::string* signature = exact_string(call.get(1, "signature"));
  const std::string* definition = exact_string(call.get(2, "definition"));
  const std::string* table = exact_string(call.get(3, "on_entity"));
  if (signature == nullptr || definition == nullptr || table == nullptr) return std::nullopt;
  return Text::derived("CREATE POLICY " + *signature + " ON " + *table + " " + *definition,
                       call.get(1, "signature")->where);
}

/// The SQL that a call stands for: of a policy entity, or of a DDL text without parameters.
std::optional<Text> sql_of(Ref value) {
  const Call* call = call_of(value);
  if (call == nullptr) return std::nullopt;
  const std::string name = dotted_name(call->callee);
  if (name.starts_with("alembic_utils.") && last_part(name) == "PGPolicy") return policy_sql(*call);
  if (!name.starts_with("sqlalchemy.") || last_part(name) != "DDL") return std::nullopt;
  const Text* text = text_of(call->get(0, "statement"));
  if (text == nullptr || !text->exact() || text->value().find("%(") != std::string::npos)
    return std::nullopt;
  return *text;
}

bool is_row_security(const Operation& operation) {
  return std::holds_alternative<CreatePolicy>(operation) ||
         std::holds_alternative<SetRowSecurity>(operation);
}

}  // namespace

void read_policies(const std::vector<const Module*>& modules, Project& project) {
  std::optional<Schema> state;  // the texts may make other things, which are not the models'
  for (const Module* module : modules)
    for (Ref call : module->calls) {
      const std::optional<Text> sql = sql_of(call);
      if (!sql) continue;
      if (!state) state = project.declared;
      for (const Step& step : run_sql(*sql, *state).steps)
        if (is_row_security(step.operation)) apply(project.declared, step.operation);
    }
}

}  // namespace schemalint::models
