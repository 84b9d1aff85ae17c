#include "analyzer/revisions/role.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "analyzer/words.h"

namespace schemalint {

namespace {

// A chain of members longer than this is no connection.
constexpr int max_chain = 32;

Role role_of(Ref value, int depth);

Member member_of_external(std::string_view name) {
  const size_t dot = name.rfind('.');
  Member member;
  member.name = std::string(name.substr(dot == std::string_view::npos ? 0 : dot + 1));
  const std::string_view module = dot == std::string_view::npos ? "" : name.substr(0, dot);
  if (module == "alembic.op") member.role = Role::operations;
  if (module == "alembic.context") member.role = Role::context;
  if (module == "alembic.context.config") member.role = Role::configuration;
  return member;
}

Member member_of(Ref callee, int depth) {
  if (const auto* attribute = callee->as<Attribute>())
    return {role_of(attribute->object, depth + 1), attribute->object, attribute->name};
  if (const auto* external = callee->as<External>()) return member_of_external(external->name);
  return {};
}

Role role_of_external_call(std::string_view name, const Call& call, int depth) {
  const bool sqlalchemy = name.starts_with("sqlalchemy.") || name.starts_with("sqlmodel.");
  if (name.ends_with(".Operations") && name.starts_with("alembic.")) return Role::operations;
  if (name.ends_with(".get_engine")) return Role::connection;  // oslo.db, Flask-SQLAlchemy
  if (!sqlalchemy) return Role::other;
  if (name.ends_with(".Inspector") || name.ends_with(".Inspector.from_engine"))
    return Role::inspector;
  if (name.ends_with(".create_engine") || name.ends_with(".engine_from_config"))
    return Role::connection;  // a revision's own way to the database that it migrates
  if (name.ends_with(".Session") || name.ends_with(".scoped_session")) return Role::connection;
  if (name == "sqlalchemy.inspect" || name == "sqlalchemy.inspection.inspect") {
    Ref subject = call.positional(0);
    if (subject && role_of(subject, depth + 1) == Role::connection) return Role::inspector;
  }
  return Role::other;
}

bool makes_sessions(Ref value) {
  const Call* call = call_of(value);
  if (!call) return false;
  const auto* factory = call->callee->as<External>();
  return factory &&
         (factory->name.ends_with(".sessionmaker") || factory->name.ends_with(".scoped_session"));
}

Role role_of_call(const Call& call, int depth) {
  static constexpr std::array<std::string_view, 7> connections{
      "connect",  "begin",      "begin_nested", "execution_options",
      "get_bind", "connection", "__enter__"};
  static constexpr std::array<std::string_view, 6> results{"execute", "exec_driver_sql", "scalars",
                                                           "exec",    "mappings",        "unique"};
  if (makes_sessions(call.callee)) return Role::connection;
  const Member member = member_of(call.callee, depth);
  switch (member.role) {
    case Role::operations:
    case Role::batch:
    case Role::context:
      if (member.name == "get_bind") return Role::connection;
      if (member.name == "get_context") return Role::context;
      if (member.name == "batch_alter_table") return Role::batch;
      return member.name == "__enter__" ? member.role : Role::other;
    case Role::connection:
      if (is_one_of(member.name, connections)) return Role::connection;
      return is_one_of(member.name, results) ? Role::result : Role::other;
    case Role::result:
      return is_one_of(member.name, results) ? Role::result : Role::other;
    default:
      break;
  }
  const auto* external = call.callee->as<External>();
  return external ? role_of_external_call(external->name, call, depth) : Role::other;
}

Role role_of_attribute(const Attribute& attribute, int depth) {
  const std::string& name = attribute.name;
  switch (role_of(attribute.object, depth + 1)) {
    case Role::operations:
    case Role::batch:
      return name == "impl" || name == "migration_context" ? Role::context : Role::other;
    case Role::context:
      if (name == "bind" || name == "connection") return Role::connection;
      if (name == "config") return Role::configuration;
      if (name == "impl") return Role::context;
      return name == "dialect" ? Role::dialect : Role::other;
    case Role::connection:
      if (name == "engine" || name == "connection" || name == "bind") return Role::connection;
      return name == "dialect" ? Role::dialect : Role::other;
    case Role::inspector:
      if (name == "bind" || name == "engine") return Role::connection;
      return name == "dialect" ? Role::dialect : Role::other;
    default:
      return Role::other;
  }
}

Role role_of(Ref value, int depth) {
  if (!value || depth > max_chain) return Role::other;
  if (const auto* external = value->as<External>()) {
    if (external->name == "alembic.op") return Role::operations;
    if (external->name == "alembic.context.config") return Role::configuration;
    return external->name == "alembic.context" ? Role::context : Role::other;
  }
  if (const Call* call = call_of(value)) return role_of_call(*call, depth);
  if (const auto* attribute = value->as<Attribute>()) return role_of_attribute(*attribute, depth);
  return Role::other;
}

}  // namespace

Role role_of(Ref value) {
  return role_of(value, 0);
}

Member member_of(Ref callee) {
  return callee ? member_of(callee, 0) : Member{};
}

const Call* batch_call(Ref value) {
  for (int depth = 0; value && depth < max_chain; ++depth) {
    const Call* call = call_of(value);
    if (!call) return nullptr;
    const Member member = member_of(call->callee);
    if (member.name == "batch_alter_table") return call;
    value = member.object;
  }
  return nullptr;
}

}  // namespace schemalint
