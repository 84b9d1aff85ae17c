#pragma once

#include <string>
#include <string_view>

#include "analyzer/operation.h"

namespace schemalint {

// Operations in words, for people and for JSON.

/// "add column", "create index", …; of a data change its verb. The view lives as long as the
/// operation.
std::string_view describe(const Operation& operation);

/// What an operation is about: "users.email", "ix_users_email", "status"; empty where that is not
/// known.
std::string object_of(const Operation& operation);

}  // namespace schemalint
