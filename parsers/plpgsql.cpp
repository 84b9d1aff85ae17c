#include "parsers/plpgsql.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "parsers/postgres_tree.h"

#if defined(__SANITIZE_ADDRESS__)
#define SCHEMALINT_HAS_LSAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SCHEMALINT_HAS_LSAN 1
#endif
#endif
#ifdef SCHEMALINT_HAS_LSAN
#include <sanitizer/lsan_interface.h>
#endif

namespace schemalint {

namespace {

using Json = nlohmann::json;
using Kind = PlStatement::Kind;

// libpg_query gives PL/pgSQL as JSON text only. A node is an object with one member, named after
// the C structure.
class PlReader {
 public:
  PlReader(std::string_view body, const Json& function) : body_(body) {
    lines_.push_back(0);
    for (size_t i = 0; i < body.size(); ++i)
      if (body[i] == '\n') lines_.push_back(i + 1);
    for (const Json& datum : list(function, "datums")) names_.push_back(datum_name(datum));
  }

  PlBody read(const Json& function) {
    PlBody out;
    for (const Json& datum : list(function, "datums")) {
      const Json& variable = member(datum, "PLpgSQL_var");
      if (!variable.is_object()) continue;
      out.variables.push_back({text(variable, "refname"), query(variable, "default_val")});
    }
    out.statements.push_back(statement(member(function, "action"), 0));
    return out;
  }

 private:
  static constexpr size_t max_depth = 200;

  static const Json& member(const Json& object, const char* name) {
    static const Json nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
  }
  static const Json& list(const Json& object, const char* name) {
    static const Json nothing = Json::array();
    const Json& value = member(object, name);
    return value.is_array() ? value : nothing;
  }
  static std::string text(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
  }
  static size_t number(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_number_unsigned() ? value.get<size_t>() : 0;
  }
  static std::string query(const Json& object, const char* name) {
    return text(member(member(object, name), "PLpgSQL_expr"), "query");
  }

  static std::string datum_name(const Json& datum) {
    for (const auto& [kind, value] : datum.items())
      return kind == "PLpgSQL_recfield" ? text(value, "fieldname") : text(value, "refname");
    return {};
  }
  std::string variable(const Json& statement) const {
    const size_t number_of = number(statement, "varno");
    return number_of < names_.size() ? names_[number_of] : std::string();
  }

  // The variables that INTO or FOR fill.
  static std::vector<std::string> targets(const Json& value) {
    std::vector<std::string> names;
    for (const Json& field : list(member(value, "PLpgSQL_row"), "fields"))
      names.push_back(text(field, "name"));
    for (const char* kind : {"PLpgSQL_rec", "PLpgSQL_var"})
      if (const std::string name = text(member(value, kind), "refname"); !name.empty())
        names.push_back(name);
    return names;
  }

  // Finds the text of a statement where its line says. Statements come in order, so what stands
  // before the last one found is behind us.
  void locate(PlStatement& statement, size_t line) {
    const size_t index = std::min(std::max<size_t>(line, 1), lines_.size()) - 1;
    const size_t from = std::max(lines_[index], found_);
    const size_t place =
        statement.text.empty() ? std::string_view::npos : body_.find(statement.text, from);
    if (place != std::string_view::npos) {
      found_ = place;
      statement.where = span(place, place + statement.text.size());
      statement.verbatim = true;
      return;
    }
    SqlLexer lexer(body_, lines_[index]);
    const size_t begin = lexer.next().span.begin;
    statement.where = span(begin, std::min(body_.find('\n', begin), body_.size()));
  }
  static SqlSpan span(size_t begin, size_t end) {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(std::max(begin, end))};
  }

  std::vector<PlStatement> statements(const Json& owner, const char* name, size_t depth) {
    std::vector<PlStatement> out;
    if (depth > max_depth) return out;
    for (const Json& one : list(owner, name)) out.push_back(statement(one, depth + 1));
    return out;
  }

  PlStatement statement(const Json& node, size_t depth) {
    PlStatement out;
    if (!node.is_object() || node.empty()) return out;
    const std::string& kind = node.begin().key();
    const Json& value = node.begin().value();
    const size_t line = number(value, "lineno");
    if (kind == "PLpgSQL_stmt_block") {
      out.kind = Kind::block;
      locate(out, line);
      out.body = statements(value, "body", depth);
      read_handlers(out, value, depth);
    } else if (kind == "PLpgSQL_stmt_if") {
      read_if(out, value, line, depth);
    } else if (kind == "PLpgSQL_stmt_case") {
      read_case(out, value, line, depth);
    } else if (kind == "PLpgSQL_stmt_loop" || kind == "PLpgSQL_stmt_while") {
      out.kind = Kind::loop;
      out.text = query(value, "cond");
      locate(out, line);
      out.body = statements(value, "body", depth);
    } else if (kind.starts_with("PLpgSQL_stmt_for") || kind == "PLpgSQL_stmt_dynfors") {
      read_for(out, kind, value, line, depth);
    } else {
      read_simple(out, kind, value);
      locate(out, line);
    }
    return out;
  }

  void read_handlers(PlStatement& out, const Json& block, size_t depth) {
    const Json& exceptions = member(member(block, "exceptions"), "PLpgSQL_exception_block");
    for (const Json& one : list(exceptions, "exc_list")) {
      const Json& handler = member(one, "PLpgSQL_exception");
      PlBranch branch;
      for (const Json& condition : list(handler, "conditions"))
        branch.exceptions.push_back(text(member(condition, "PLpgSQL_condition"), "condname"));
      branch.body = statements(handler, "action", depth);
      out.branches.push_back(std::move(branch));
    }
  }

  void read_if(PlStatement& out, const Json& value, size_t line, size_t depth) {
    out.kind = Kind::branch;
    out.text = query(value, "cond");
    locate(out, line);
    out.branches.push_back({out.text, {}, statements(value, "then_body", depth)});
    for (const Json& one : list(value, "elsif_list")) {
      const Json& elsif = member(one, "PLpgSQL_if_elsif");
      out.branches.push_back({query(elsif, "cond"), {}, statements(elsif, "stmts", depth)});
    }
    out.body = statements(value, "else_body", depth);
  }

  // CASE value WHEN a, b: the parser makes `"__Case__Variable_n__" IN (a, b)` of each WHEN.
  void read_case(PlStatement& out, const Json& value, size_t line, size_t depth) {
    out.kind = Kind::branch;
    out.text = query(value, "t_expr");
    locate(out, line);
    for (const Json& one : list(value, "case_when_list")) {
      const Json& when = member(one, "PLpgSQL_case_when");
      std::string condition = query(when, "expr");
      const size_t variable_end =
          condition.starts_with("\"__Case__Variable_") ? condition.find('"', 1) : std::string::npos;
      if (variable_end != std::string::npos)
        condition = "(" + out.text + ")" + condition.substr(variable_end + 1);
      out.branches.push_back({std::move(condition), {}, statements(when, "stmts", depth)});
    }
    out.body = statements(value, "else_stmts", depth);
  }

  void read_for(PlStatement& out, const std::string& kind, const Json& value, size_t line,
                size_t depth) {
    out.targets = targets(member(value, "var"));
    if (kind == "PLpgSQL_stmt_foreach_a") {
      out.kind = Kind::for_each;
      out.text = query(value, "expr");
      out.targets = {variable(value)};
    } else if (kind == "PLpgSQL_stmt_fori") {
      out.kind = Kind::for_range;
      out.text = query(value, "lower");
      out.upper = query(value, "upper");
      out.reverse = member(value, "reverse").is_boolean();
    } else {
      const bool dynamic = kind == "PLpgSQL_stmt_dynfors";
      out.kind = dynamic ? Kind::for_execute : Kind::for_query;
      out.text = query(value, "query");
    }
    locate(out, line);
    out.body = statements(value, "body", depth);
  }

  void read_simple(PlStatement& out, const std::string& kind, const Json& value) {
    if (kind == "PLpgSQL_stmt_call") {
      out.kind = Kind::sql;
      out.text = query(value, "expr");
    } else if (kind == "PLpgSQL_stmt_execsql") {
      out.kind = Kind::sql;
      out.text = query(value, "sqlstmt");
      out.targets = targets(member(value, "target"));
    } else if (kind == "PLpgSQL_stmt_perform") {
      out.kind = Kind::perform;
      out.text = query(value, "expr");
    } else if (kind == "PLpgSQL_stmt_dynexecute") {
      out.kind = Kind::execute;
      out.text = query(value, "query");
      out.targets = targets(member(value, "target"));
    } else if (kind == "PLpgSQL_stmt_assign") {
      out.kind = Kind::assign;
      out.targets = {variable(value)};
      out.text = query(value, "expr");
      const size_t sign = out.text.find_first_of(":=");
      if (sign != std::string::npos)
        out.text.erase(0, out.text.find_first_not_of(":= \t\r\n", sign));
    } else if (kind == "PLpgSQL_stmt_raise") {
      constexpr size_t error_level = 21;  // ERROR of PostgreSQL's elog.h; NOTICE is 18
      out.kind = number(value, "elog_level") >= error_level ? Kind::raise : Kind::other;
    } else if (kind == "PLpgSQL_stmt_return" || kind == "PLpgSQL_stmt_exit") {
      out.kind = Kind::leave;
      out.returns = kind == "PLpgSQL_stmt_return";
      out.text = out.returns ? std::string() : query(value, "cond");
      out.conditional = !out.text.empty();
      out.skips = !out.returns && !member(value, "is_exit").is_boolean();
    }
  }

  std::string_view body_;
  std::vector<size_t> lines_;
  std::vector<std::string> names_;  // of the variables, by number
  size_t found_ = 0;
};

// The parser knows no collations, which variables may be declared with: spaces in their place.
void blank_collations(std::string& body) {
  SqlLexer lexer(body);
  bool declares = false;
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    if (token.kind != SqlToken::Kind::word) continue;
    const std::string word = sql_identifier(lexer.text(token));
    if (word == "declare" || word == "begin") declares = word == "declare";
    if (!declares || word != "collate") continue;
    const size_t end = sql_name_end(body, lexer.next().span.begin);
    std::fill(body.begin() + token.span.begin, body.begin() + static_cast<ptrdiff_t>(end), ' ');
  }
}

// A CREATE FUNCTION around the body, as the parser takes nothing else.
std::string as_function(const std::string& body, const std::vector<std::string>& arguments) {
  std::string tag = "$body";
  while (body.find(tag + "$") != std::string::npos) tag += '_';
  tag += '$';
  std::string text = "CREATE FUNCTION body(";
  for (size_t i = 0; i < arguments.size(); ++i)
    text += (i > 0 ? ", " : "") + quote_identifier(arguments[i]) + " text";
  return text + ") RETURNS void LANGUAGE plpgsql AS " + tag + body + tag;
}

// pg_query_parse_plpgsql (15-4.0.0) loses one byte, an empty buffer of its own, for every body that
// it refuses; nobody else can free it.
PgQueryPlpgsqlParseResult parse_function(const std::string& function) {
#ifdef SCHEMALINT_HAS_LSAN
  const __lsan::ScopedDisabler own_leak;
#endif
  return pg_query_parse_plpgsql(function.c_str());
}

}  // namespace

std::optional<PlBody> parse_plpgsql(std::string_view sql, const std::vector<std::string>& arguments,
                                    std::string& error) {
  std::string body = clean_sql(sql);
  blank_collations(body);
  std::vector<std::string> named;
  for (const std::string& argument : arguments)
    named.push_back(argument.empty() ? "unnamed" + std::to_string(named.size()) : argument);
  PgQueryPlpgsqlParseResult result = parse_function(as_function(body, named));
  std::optional<PlBody> out;
  if (result.error != nullptr) {
    error = text_of(result.error->message);
  } else {
    const Json tree = Json::parse(text_of(result.plpgsql_funcs), nullptr, false);
    if (tree.is_array() && !tree.empty() && tree[0].contains("PLpgSQL_function")) {
      const Json& function = tree[0]["PLpgSQL_function"];
      out = PlReader(body, function).read(function);
    } else {
      error = "the body is not understood";
    }
  }
  pg_query_free_plpgsql_parse_result(result);
  return out;
}

}  // namespace schemalint
