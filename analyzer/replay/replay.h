#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/operation.h"
#include "analyzer/schema.h"

namespace schemalint {

/// Applies one operation to a schema as PostgreSQL does, with its consequences: names of unnamed
/// constraints and indexes, what goes away with a dropped column or table, renames followed.
/// Returns why it cannot be (a table that is not there), or nothing. Operations on tables that
/// the history did not create are accepted: chains may begin on tables somebody else made.
std::optional<std::string> apply(Schema& schema, const Operation& operation);

/// The schema after these revisions, from an empty database.
Schema replay(const std::vector<Revision>& history);

/// The name PostgreSQL gives an unnamed object ("orders_customer_id_fkey"), at most 63 bytes,
/// cut as makeObjectName does. https://www.postgresql.org/docs/15/sql-syntax-lexical.html
std::string object_name(std::string_view table, std::string_view columns, std::string_view label);

/// The default of a serial column that is to be made: PostgreSQL makes a sequence for it, whose
/// name no other relation has.
std::string serial_default(const Schema& schema, const QualifiedName& table,
                           const std::string& column);

}  // namespace schemalint
