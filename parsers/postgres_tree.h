#pragma once

// Private to parsers/: the only place where libpg_query's tree is visible. Nothing outside of
// parsers/postgres*.cpp and parsers/sql_expression.cpp includes it.

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/postgres.h"
#include "parsers/sql_expression.h"

namespace schemalint {

/// Owns the tree of one text. `tree()` is null where it does not parse.
class PgTree {
 public:
  /// Parses. `text` holds no NUL and is valid UTF-8 (see clean_sql).
  explicit PgTree(const std::string& text);
  ~PgTree();
  PgTree(const PgTree&) = delete;
  PgTree& operator=(const PgTree&) = delete;

  const PgQuery__ParseResult* tree() const { return tree_; }
  const std::string& error() const { return error_; }
  uint32_t error_offset() const { return error_offset_; }  ///< in bytes

 private:
  PgQuery__ParseResult* tree_ = nullptr;
  std::string error_;
  uint32_t error_offset_ = 0;
};

/// What the locations of a tree count in.
struct PgText {
  std::string_view whole;  ///< the whole script
  uint32_t base = 0;       ///< where the text that was parsed begins in it

  uint32_t at(int location) const {
    return base + static_cast<uint32_t>(location > 0 ? location : 0);
  }
};

/// The text with the same length that the C library can take: a byte order mark becomes spaces,
/// NUL a byte that the grammar refuses, bytes that are no UTF-8 question marks.
std::string clean_sql(std::string_view text);

std::string text_of(const char* text);  ///< protobuf's empty strings and null pointers alike
/// ASCII letters in lower case, as keywords and options compare.
std::string lower_word(std::string word);
/// The text of a String node; empty for any other.
std::string string_of(const PgQuery__Node* node);
std::vector<std::string> strings_of(size_t count, PgQuery__Node** nodes);
/// schema and name of a list of String nodes; a catalogue name before them is dropped.
SqlName name_of(size_t count, PgQuery__Node** nodes);
SqlName name_of(const PgQuery__RangeVar* relation, const PgText& text);
/// A type, by its node; `pct_type` (%TYPE) has no text.
SqlType type_of(const PgQuery__TypeName* type);
SqlType type_of_column(const PgQuery__TypeName* type);

/// SQL text of an expression as libpg_query writes it; empty for a null pointer.
std::string sql_of(const PgQuery__Node* expression);
SqlExpression expression_of(const PgQuery__Node* node);
SqlSelect select_of(const PgQuery__SelectStmt& select);

/// Calls `visit` for every message that is directly below a message.
void visit_parts(const ProtobufCMessage* message,
                 const std::function<void(ProtobufCMessage*)>& visit);

/// Calls `visit` for every message of the tree, in order, down to where it returns false.
void visit_tree(const ProtobufCMessage* message,
                const std::function<bool(const ProtobufCMessage&)>& visit);
/// Calls `visit` for every ColumnRef below a message, in the order of the tree.
void visit_columns(const ProtobufCMessage* message,
                   const std::function<void(const PgQuery__ColumnRef&)>& visit);

// One statement each.
SqlCreateTable create_table_of(const PgQuery__CreateStmt& statement, const PgText& text);
SqlAlterTable alter_table_of(const PgQuery__AlterTableStmt& statement, const PgText& text);
SqlCreateView create_view_of(const PgQuery__RangeVar* name, const PgQuery__Node* query,
                             const PgText& text);
SqlCreateIndex create_index_of(const PgQuery__IndexStmt& statement, const PgText& text);
SqlMaintenance vacuum_of(const PgQuery__VacuumStmt& statement, const PgText& text);
SqlMaintenance cluster_of(const PgQuery__ClusterStmt& statement, const PgText& text);
SqlMaintenance reindex_of(const PgQuery__ReindexStmt& statement, const PgText& text);
SqlStatement statement_of(const PgQuery__Node& node, const PgText& text, SqlSpan where);
std::vector<SqlIndexElement> index_elements_of(size_t count, PgQuery__Node** nodes);

}  // namespace schemalint
