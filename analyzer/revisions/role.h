#pragma once

#include <string>

#include "analyzer/value.h"

namespace schemalint {

/// What a value is to a migration that runs.
enum class Role : uint8_t {
  other,
  operations,     ///< `alembic.op`, or an Operations object
  batch,          ///< what `op.batch_alter_table(...)` gives
  context,        ///< the MigrationContext, or `alembic.context`
  configuration,  ///< the Config behind `context.config`
  connection,     ///< a Connection, Engine or Session
  dialect,
  inspector,
  result,  ///< of executing a statement
};

/// The role of a value, told from how the source came by it: `op.get_bind()` is a connection,
/// whatever the variable is called.
Role role_of(Ref value);

/// `object.name`, as it is called or read. For a name imported from alembic.op there is no object.
struct Member {
  Role role = Role::other;  ///< of the object
  Ref object = nullptr;     ///< null where there is none
  std::string name;         ///< the last part of a dotted name where nothing else is known
};
Member member_of(Ref callee);

/// The call of `op.batch_alter_table` behind a value with the role `batch`; null otherwise.
const Call* batch_call(Ref value);

}  // namespace schemalint
