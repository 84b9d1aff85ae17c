#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/sql_lexer.h"

namespace schemalint {

struct PlStatement;

/// IF, ELSIF, WHEN with its statements, or an exception handler.
struct PlBranch {
  std::string condition;                ///< SQL expression; empty for handlers
  std::vector<std::string> exceptions;  ///< "duplicate_object", "others": handlers only
  std::vector<PlStatement> body;
};

struct PlVariable {
  std::string name;
  std::string default_sql;  ///< empty: NULL
};

/// A statement of PL/pgSQL.
struct PlStatement {
  enum class Kind : uint8_t {
    sql,          ///< `text` is the statement; INTO is taken out of it, into `targets`
    perform,      ///< `text` is the query, beginning with SELECT
    execute,      ///< `text` is the expression whose value is run
    assign,       ///< `targets[0]` := `text`
    branch,       ///< IF and CASE: `branches` in order, then `body` is ELSE
    for_each,     ///< FOREACH `targets[0]` IN ARRAY `text`
    for_range,    ///< FOR `targets[0]` IN `text` .. `upper`
    for_query,    ///< FOR `targets` IN the query `text`
    for_execute,  ///< FOR `targets` IN EXECUTE `text`
    loop,         ///< LOOP and WHILE
    block,        ///< BEGIN … EXCEPTION: `branches` are the handlers
    raise,        ///< raises an error (RAISE NOTICE and the like are `other`)
    leave,        ///< RETURN, EXIT, CONTINUE; `text` is the condition of WHEN
    other,        ///< nothing that changes a schema
  } kind = Kind::other;
  std::string text;
  std::string upper;
  std::vector<std::string> targets;
  bool reverse = false;
  bool conditional = false;  ///< EXIT or CONTINUE with WHEN; RETURN has none
  bool returns = false;      ///< RETURN rather than EXIT or CONTINUE
  bool skips = false;        ///< CONTINUE
  std::vector<PlBranch> branches;
  std::vector<PlStatement> body;
  SqlSpan where;          ///< of `text` in the body, or of the line where it stands
  bool verbatim = false;  ///< the bytes at `where` are `text`
};

struct PlBody {
  std::vector<PlVariable> variables;
  std::vector<PlStatement> statements;
};

/// Parses the body of a DO statement or of a function in plpgsql, arguments as declared. Nothing
/// where PL/pgSQL's parser refuses it; `error` then says why. Thread-safe.
std::optional<PlBody> parse_plpgsql(std::string_view body,
                                    const std::vector<std::string>& arguments, std::string& error);

}  // namespace schemalint
