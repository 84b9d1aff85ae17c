#include "analyzer/types.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "parsers/sql_lexer.h"

namespace schemalint {

namespace {

// A type in its parts: `timestamp(3) with time zone[]` has the name "timestamp with time zone",
// the modifiers "3" and is an array.
struct TypeParts {
  std::string schema;
  std::string name;     // as written, words joined by one space
  bool quoted = false;  // a quoted name is never an alias
  std::vector<std::string> modifiers;
  bool array = false;
};

constexpr std::pair<std::string_view, std::string_view> aliases[] = {
    {"int", "INTEGER"},
    {"int2", "SMALLINT"},
    {"int4", "INTEGER"},
    {"int8", "BIGINT"},
    {"serial", "INTEGER"},
    {"serial2", "SMALLINT"},
    {"serial4", "INTEGER"},
    {"serial8", "BIGINT"},
    {"smallserial", "SMALLINT"},
    {"bigserial", "BIGINT"},
    {"float4", "REAL"},
    {"float8", "DOUBLE PRECISION"},
    {"decimal", "NUMERIC"},
    {"dec", "NUMERIC"},
    {"bool", "BOOLEAN"},
    {"character varying", "VARCHAR"},
    {"char varying", "VARCHAR"},
    {"national character varying", "VARCHAR"},
    {"national char varying", "VARCHAR"},
    {"nchar varying", "VARCHAR"},
    {"character", "CHAR"},
    {"national character", "CHAR"},
    {"national char", "CHAR"},
    {"nchar", "CHAR"},
    {"varbit", "BIT VARYING"},
    {"timestamp", "TIMESTAMP WITHOUT TIME ZONE"},
    {"timestamptz", "TIMESTAMP WITH TIME ZONE"},
    {"time", "TIME WITHOUT TIME ZONE"},
    {"timetz", "TIME WITH TIME ZONE"},
};

// Types that keep their name and are written in capitals: PostgreSQL's own, and those of extensions
// for which a SQLAlchemy type exists.
constexpr std::string_view own_names[] = {
    "bigint",
    "bit",
    "bit varying",
    "boolean",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cidr",
    "circle",
    "citext",
    "date",
    "datemultirange",
    "daterange",
    "double precision",
    "halfvec",
    "hstore",
    "inet",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "line",
    "lseg",
    "ltree",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "path",
    "pg_lsn",
    "point",
    "polygon",
    "real",
    "regclass",
    "regconfig",
    "regtype",
    "smallint",
    "sparsevec",
    "text",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "uuid",
    "varchar",
    "vector",
    "xml",
};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::vector<std::string> read_modifiers(SqlLexer& lexer) {
  std::vector<std::string> modifiers(1);
  size_t open = 1;
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    const std::string_view word = lexer.text(token);
    if (word == "(") ++open;
    if (word == ")" && --open == 0) break;
    if (word == "," && open == 1) {
      modifiers.emplace_back();
    } else {
      modifiers.back() += word;
    }
  }
  return modifiers;
}

TypeParts read_type(std::string_view text) {
  TypeParts parts;
  SqlLexer lexer(text);
  bool after_dot = false;
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    const std::string_view word = lexer.text(token);
    if (word == "(") {
      parts.modifiers = read_modifiers(lexer);
    } else if (word == "[") {
      parts.array = true;
    } else if (word == ".") {
      parts.schema = std::exchange(parts.name, {});
      after_dot = true;
    } else if (token.kind == SqlToken::Kind::quoted) {
      parts.name = sql_identifier(word);
      parts.quoted = true;
    } else if (token.kind == SqlToken::Kind::word) {
      const std::string folded = sql_identifier(word);
      if (folded == "collate") break;
      if (folded == "array") {
        parts.array = true;
        continue;
      }
      if (!parts.name.empty() && !after_dot) parts.name += ' ';
      parts.name += word;
      after_dot = false;
    }
  }
  return parts;
}

std::string joined(const std::vector<std::string>& modifiers) {
  std::string text = "(";
  for (const std::string& modifier : modifiers) {
    if (text.size() > 1) text += ", ";
    text += modifier;
  }
  return text + ')';
}

// float(24) is real, float(25) and plain float are double precision.
std::string float_type(const std::vector<std::string>& modifiers) {
  const std::string bits = modifiers.empty() ? "53" : modifiers[0];
  const bool single = bits.size() == 1 || (bits.size() == 2 && bits <= "24");
  return single ? "REAL" : "DOUBLE PRECISION";
}

// "interval day to second (3)", as the parser writes it, is INTERVAL DAY TO SECOND (3).
std::string interval_type(std::string_view folded, const std::vector<std::string>& modifiers) {
  std::string text = upper(folded);
  if (!modifiers.empty()) text += " " + joined(modifiers);
  return text;
}

// The name of one of PostgreSQL's types in capitals; empty for any other type.
std::string standard_name(const std::string& folded) {
  for (const auto& [alias, name] : aliases)
    if (folded == alias) return std::string(name);
  const auto* const found = std::find(std::begin(own_names), std::end(own_names), folded);
  return found == std::end(own_names) ? std::string() : upper(*found);
}

std::string with_modifiers(const std::string& name, std::vector<std::string> modifiers) {
  if (name == "CHAR" || name == "BIT")
    if (modifiers.empty()) modifiers = {"1"};
  if (name == "NUMERIC" && modifiers.size() == 1) modifiers.push_back("0");
  if (modifiers.empty()) return name;
  // The precision of a time stands before its zone.
  const size_t zone = name.find(" WITH");
  if (name.starts_with("TIME") && zone != std::string::npos)
    return name.substr(0, zone) + joined(modifiers) + name.substr(zone);
  return name + joined(modifiers);
}

bool is_extension_type(std::string_view folded) {
  constexpr std::string_view names[] = {"citext", "halfvec",   "hstore",
                                        "ltree",  "sparsevec", "vector"};
  return std::find(std::begin(names), std::end(names), folded) != std::end(names);
}

// Empty where it is some other type, or lives in a schema where ours do not.
std::string standard_type(const TypeParts& parts) {
  const std::string folded = sql_identifier(parts.name);
  if (!parts.schema.empty() && parts.schema != "pg_catalog" && !is_extension_type(folded))
    return {};
  if (folded == "float") return float_type(parts.modifiers);
  if (folded == "bpchar" && !parts.modifiers.empty())
    return with_modifiers("CHAR", parts.modifiers);
  if (folded == "interval" || folded.starts_with("interval "))
    return interval_type(folded, parts.modifiers);
  const std::string name = standard_name(folded);
  return name.empty() ? name : with_modifiers(name, parts.modifiers);
}

}  // namespace

std::string canonical_type(std::string_view text) {
  const TypeParts parts = read_type(text);
  std::string out = parts.quoted ? std::string() : standard_type(parts);
  if (out.empty()) {
    const bool shown =
        !parts.schema.empty() && parts.schema != "pg_catalog" && parts.schema != "public";
    out = (shown ? parts.schema + "." : "") + parts.name;
    if (!parts.modifiers.empty()) out += joined(parts.modifiers);
  }
  return out + (parts.array ? "[]" : "");
}

bool is_serial_type(std::string_view text) {
  const std::string name = sql_identifier(text);
  return name == "serial" || name == "bigserial" || name == "smallserial" || name == "serial2" ||
         name == "serial4" || name == "serial8";
}

}  // namespace schemalint
