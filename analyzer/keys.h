#pragma once

#include <string>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

/// Whether both are the same columns, in any order.
bool same_columns(std::vector<std::string> a, std::vector<std::string> b);

/// Whether all of `part` are among `whole`.
bool contains_all(const std::vector<std::string>& whole, const std::vector<std::string>& part);

/// The columns of an index that has no expression; empty where it has one.
std::vector<std::string> plain_columns(const Index& index);

/// Whether a foreign key may point at exactly these columns, in any order: they are the primary
/// key, a unique constraint that is not deferrable, or the columns of a unique index without
/// predicate and expressions. A part of a key, or more than a key, is none.
/// https://www.postgresql.org/docs/15/sql-createtable.html (REFERENCES)
bool is_referable_key(const Table& table, const std::vector<std::string>& columns);

/// Whether exactly these columns, in any order, are the primary key.
bool is_primary_key(const Table& table, const std::vector<std::string>& columns);

}  // namespace schemalint
