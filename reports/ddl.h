#pragma once

#include <set>
#include <string>
#include <string_view>

#include "analyzer/schema.h"

namespace schemalint::ddl {

// The statements that make what a schema holds, as PostgreSQL takes them; without the semicolon.

/// A name as SQL writes it, with its schema.
std::string quoted(const QualifiedName& name);
/// A string literal.
std::string literal(std::string_view text);
/// The extensions that types, defaults and operator classes of a table need.
std::set<std::string_view> extensions_of(const Table& table);

/// A part of CREATE TABLE. `remark` says what is not known; it belongs in a comment.
struct Part {
  std::string sql;
  std::string remark{};
};

/// The type alone: "INTEGER", the name of an enumeration of the schema.
Part type_of(const Schema& schema, const Column& column);
/// Name, type, default and NOT NULL.
Part column_definition(const Schema& schema, const Column& column);
/// `[CONSTRAINT name] UNIQUE (a, b)`; `words` may be PRIMARY KEY.
std::string unique_definition(const UniqueKey& key, std::string_view words);
std::string check_definition(const Check& check);
std::string exclusion_definition(const Exclusion& exclusion);

std::string foreign_key_definition(const ForeignKey& key);

std::string create_enum(const EnumType& type);
/// Several lines; without foreign keys and indexes.
std::string create_table(const Schema& schema, const Table& table);
std::string create_index(const Table& table, const Index& index);
/// A comment where the target is not known to be there, or is no key.
std::string add_foreign_key(const Schema& schema, const Table& table, const ForeignKey& key);
std::string create_policy(const Table& table, const Policy& policy);

}  // namespace schemalint::ddl
