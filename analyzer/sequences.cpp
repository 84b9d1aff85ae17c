#include "analyzer/sequences.h"

#include "analyzer/sql/value.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

std::optional<QualifiedName> sequence_of(const Column& column) {
  if (!column.server_default) return std::nullopt;
  SqlLexer lexer(column.server_default->value);
  if (sql_identifier(lexer.text(lexer.next())) != "nextval") return std::nullopt;
  lexer.next();  // the bracket
  const SqlToken name = lexer.next();
  if (name.kind != SqlToken::Kind::string) return std::nullopt;
  const std::string_view literal = lexer.text(name);
  return parse_object_name(literal.substr(1, literal.size() - 2), "");
}

std::vector<std::pair<QualifiedName, std::string>> columns_of_sequence(
    const Schema& schema, const QualifiedName& sequence) {
  std::vector<std::pair<QualifiedName, std::string>> columns;
  for (const Table& table : schema.tables())
    for (const Column& column : table.columns)
      if (sequence_of(column) == sequence) columns.emplace_back(table.name, column.name);
  return columns;
}

std::string nextval_of(const QualifiedName& sequence) {
  std::string name = quote_identifier(sequence.name);
  if (!sequence.schema.empty()) name = quote_identifier(sequence.schema) + "." + name;
  return "nextval('" + name + "'::regclass)";
}

}  // namespace schemalint
