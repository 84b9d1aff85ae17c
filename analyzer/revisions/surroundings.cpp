// What a migration asks about the place where it runs: online, on a fresh PostgreSQL, without
// arguments, with a configuration that says nothing beyond what Alembic needs.

#include "analyzer/revisions/questions.h"

namespace schemalint {

namespace {

/// Options that every configuration has, with values that are not looked at here.
bool is_always_set(const std::string& option) {
  return option == "sqlalchemy.url" || option == "script_location" ||
         option == "version_locations" || option == "config_file_name";
}

/// `config.get_main_option("name", default)`, `config.attributes.get("name", default)`.
Ref option_value(Evaluator& evaluator, Ref name, Ref fallback, Span where) {
  const std::string* option = name ? exact_string(name) : nullptr;
  if (!option || is_always_set(*option)) return nullptr;
  return fallback ? fallback : evaluator.make(None{}, where);
}

/// PostgreSQL's dialect gives (major, minor).
Ref server_version(MigrationRun& run, Span where) {
  Sequence version{.kind = Sequence::Kind::tuple};
  for (const int64_t part : {static_cast<int64_t>(run.postgres_version()), int64_t{0}})
    version.items.push_back(run.evaluator().make(part, where));
  return run.evaluator().make(std::move(version), where);
}

Ref schema_of_versions(MigrationRun& run, Span where) {
  const std::string& schema = run.environment().version_table_schema;
  return schema.empty() ? run.evaluator().make(None{}, where)
                        : run.evaluator().string(schema, where);
}

}  // namespace

Ref answer_attribute(MigrationRun& run, Ref value, const Attribute& attribute) {
  Evaluator& evaluator = run.evaluator();
  const Role role = role_of(attribute.object);
  const std::string& name = attribute.name;
  if (role == Role::dialect && name == "name") return evaluator.string("postgresql", value->where);
  if (role == Role::dialect && name == "server_version_info")
    return server_version(run, value->where);
  // `engine.name` is the dialect's; a connection has no such attribute.
  if (role == Role::connection && name == "name")
    return evaluator.string("postgresql", value->where);
  if (role == Role::connection && name == "url") {
    Text url = Text::derived("postgresql", value->where);
    url.append(Text::hole(value->where));
    return evaluator.make(Str{std::move(url)}, value->where);
  }
  if (role == Role::context && name == "as_sql") return evaluator.make(false, value->where);
  if (role == Role::context && name == "version_table_schema")
    return schema_of_versions(run, value->where);
  return nullptr;
}

Ref answer_context(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  Evaluator& evaluator = run.evaluator();
  if (member.name == "is_offline_mode") return evaluator.make(false, value->where);
  if (member.name != "get_x_argument") return nullptr;
  Ref as_dictionary = call.get(0, "as_dictionary");
  if (as_dictionary && truth(as_dictionary) == Truth::yes)
    return evaluator.make(Dict{}, value->where);
  return evaluator.make(Sequence{}, value->where);
}

Ref answer_configuration(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  if (member.name == "get_main_option")
    return option_value(run.evaluator(), call.get(0, "name"), call.get(1, "default"), value->where);
  if (member.name == "get_section_option")
    return option_value(run.evaluator(), call.get(1, "name"), call.get(2, "default"), value->where);
  return nullptr;
}

}  // namespace schemalint
