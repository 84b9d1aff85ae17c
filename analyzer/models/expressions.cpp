#include "analyzer/models/expressions.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "analyzer/models/constructs.h"
#include "analyzer/models/type_table.h"
#include "parsers/postgres.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 40;

using Sql = std::optional<std::string>;

// Functions that SQL writes without parentheses (sqlalchemy/sql/functions.py, AnsiFunction).
constexpr std::string_view bare_functions[] = {"current_date", "current_time", "current_timestamp",
                                               "current_user", "localtime",    "localtimestamp",
                                               "session_user", "user"};

class Printer {
 public:
  explicit Printer(const ColumnNames& names) : names_(names) {}

  Sql print(Ref value, bool string_is_sql) {
    if (value == nullptr || depth_ >= max_depth) return std::nullopt;
    ++depth_;
    Sql sql = print_value(value, string_is_sql);
    --depth_;
    return sql;
  }

 private:
  Sql print_value(Ref value, bool string_is_sql) {
    if (const std::string* text = exact_string(value)) {
      return string_is_sql ? *text : quoted_literal(*text);
    }
    if (value->is_none()) return "NULL";
    if (const auto* boolean = value->as<bool>()) return *boolean ? "true" : "false";
    if (const auto* integer = value->as<int64_t>()) return fmt::format("{}", *integer);
    if (const auto* number = value->as<double>()) return fmt::format("{}", *number);
    if (names_) {
      if (std::string column = names_(value); !column.empty()) return column;
    }
    if (const auto* expression = value->as<Expression>()) return print_operator(*expression);
    if (const auto* subscript = value->as<Subscript>()) return print_item(*subscript, " -> ");
    if (const auto* attribute = value->as<Attribute>(); attribute && attribute->name == "astext")
      if (const auto* subscript = attribute->object->as<Subscript>())
        return print_item(*subscript, " ->> ");
    if (auto made = invocation(value)) return print_call(*made);
    switch (construct_named(dotted_name(value))) {  // `sa.true`, not called
      case Construct::true_:
        return "true";
      case Construct::false_:
        return "false";
      default:
        break;
    }
    return print_enum_member(value);
  }

  // `Status.ACTIVE` in an expression is bound as the member's name, or by its type's choice as its
  // value: the text is not known.
  static Sql print_enum_member(Ref) { return std::nullopt; }

  /// `payload["kind"]` and `payload["kind"].astext` of a JSON column.
  Sql print_item(const Subscript& subscript, std::string_view sign) {
    Sql object = print(subscript.object, false);
    Sql index = print(subscript.index, false);
    return object && index ? Sql(*object + std::string(sign) + *index) : std::nullopt;
  }

  /// `cast(x, String)`; a type with arguments is left to the reader of types.
  Sql print_cast(Ref operand, Ref type) {
    const TypeRow* row = type == nullptr ? nullptr : find_type(dotted_name(type));
    Sql sql = print(operand, false);
    if (!sql || row == nullptr || row->ddl.empty()) return std::nullopt;
    return "CAST(" + *sql + " AS " + std::string(row->ddl) + ")";
  }

  Sql print_list(const std::vector<Ref>& values, std::string_view separator) {
    std::string all;
    for (Ref value : values) {
      Sql one = print(value, false);
      if (!one) return std::nullopt;
      if (!all.empty()) all += separator;
      all += *one;
    }
    return all;
  }

  static std::vector<Ref> positional(const Call& call) {
    std::vector<Ref> values;
    for (const Argument& argument : call.arguments) {
      if (argument.name.empty()) values.push_back(argument.value);
    }
    return values;
  }

  Sql print_operator(const Expression& expression) {
    if (expression.operands.size() == 1) {
      Sql operand = print(expression.operands[0], false);
      if (!operand) return std::nullopt;
      bool inverted = expression.op == PyOperator::invert || expression.op == PyOperator::bit_xor;
      return inverted ? "NOT (" + *operand + ")" : "-" + *operand;
    }
    if (expression.operands.size() != 2) return std::nullopt;
    Ref right_value = expression.operands[1];
    Sql left = print(expression.operands[0], false);
    Sql right = print(right_value, false);
    if (!left || !right) return std::nullopt;
    bool null = right_value->is_none();
    switch (expression.op) {
      case PyOperator::equal:
        return null ? *left + " IS NULL" : *left + " = " + *right;
      case PyOperator::not_equal:
        return null ? *left + " IS NOT NULL" : *left + " != " + *right;
      case PyOperator::bit_and:
        return "(" + *left + ") AND (" + *right + ")";
      case PyOperator::bit_or:
        return "(" + *left + ") OR (" + *right + ")";
      case PyOperator::less:
        return *left + " < " + *right;
      case PyOperator::less_equal:
        return *left + " <= " + *right;
      case PyOperator::greater:
        return *left + " > " + *right;
      case PyOperator::greater_equal:
        return *left + " >= " + *right;
      case PyOperator::add:
        return *left + " + " + *right;
      case PyOperator::subtract:
        return *left + " - " + *right;
      case PyOperator::multiply:
        return *left + " * " + *right;
      case PyOperator::divide:
        return *left + " / " + *right;
      case PyOperator::modulo:
        return *left + " % " + *right;
      default:
        return std::nullopt;
    }
  }

  Sql print_call(const Invocation& made) {
    std::vector<Ref> arguments = positional(made.call);
    Ref first = arguments.empty() ? nullptr : arguments[0];
    switch (made.construct) {
      case Construct::text:
      case Construct::column_clause:
        return print(made.get(0, "text"), true);
      case Construct::literal:
        return print(first, false);
      case Construct::true_:
        return "true";
      case Construct::false_:
        return "false";
      case Construct::null:
        return "NULL";
      case Construct::and_:
        return print_list(arguments, " AND ");
      case Construct::or_:
        return print_list(arguments, " OR ");
      case Construct::cast:
        return print_cast(first, arguments.size() > 1 ? arguments[1] : nullptr);
      case Construct::not_: {
        Sql operand = print(first, false);
        return operand ? Sql("NOT (" + *operand + ")") : std::nullopt;
      }
      case Construct::function_call: {
        std::string name(last_part(made.name));
        if (arguments.empty() && std::find(std::begin(bare_functions), std::end(bare_functions),
                                           name) != std::end(bare_functions)) {
          return upper(name);
        }
        Sql list = print_list(arguments, ", ");
        return list ? Sql(name + "(" + *list + ")") : std::nullopt;
      }
      default:
        return print_method(made);
    }
  }

  static std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  }

  static Sql print_next_value(Ref value) {
    auto sequence = invocation(value, Construct::sequence);
    const std::string* name = sequence ? exact_string(sequence->get(0, "name")) : nullptr;
    if (name == nullptr) return std::nullopt;
    const std::string* schema = exact_string(sequence->keyword("schema"));
    return "nextval(" + quoted_literal(schema ? *schema + "." + *name : *name) + ")";
  }

  // Methods of a column or an expression: `x.is_(None)`, `x.in_([…])`, `x.desc()`.
  Sql print_method(const Invocation& made) {
    const auto* method = made.call.callee->as<Attribute>();
    if (method == nullptr) return std::nullopt;
    if (method->name == "next_value") return print_next_value(method->object);
    Sql object = print(method->object, false);
    if (!object) return std::nullopt;
    std::string_view name = method->name;
    Ref first = made.positional(0);
    Sql argument = first == nullptr ? std::nullopt : print(first, false);
    if (name == "desc") return *object + " DESC";
    if (name == "asc") return *object + " ASC";
    if (name == "nulls_last" || name == "nullslast") return *object + " NULLS LAST";
    if (name == "nulls_first" || name == "nullsfirst") return *object + " NULLS FIRST";
    if (name == "label" || name == "self_group") return object;
    if (name == "in_" || name == "not_in" || name == "notin_") {
      const auto* list = first == nullptr ? nullptr : first->as<Sequence>();
      if (list == nullptr || !list->complete) return std::nullopt;
      Sql items = print_list(list->items, ", ");
      if (!items) return std::nullopt;
      return *object + (name == "in_" ? " IN (" : " NOT IN (") + *items + ")";
    }
    if (!argument) return std::nullopt;
    if (name == "is_") return *object + " IS " + *argument;
    if (name == "is_not" || name == "isnot") return *object + " IS NOT " + *argument;
    if (name == "like") return *object + " LIKE " + *argument;
    if (name == "ilike") return *object + " ILIKE " + *argument;
    return std::nullopt;
  }

  const ColumnNames& names_;
  int depth_ = 0;
};

}  // namespace

std::optional<std::string> sql_text(Ref value, const ColumnNames& names) {
  return Printer(names).print(value, true);
}

std::string quoted_literal(const std::string& text) {
  std::string quoted = "'";
  for (char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  return quoted + "'";
}

std::optional<std::string> server_default_sql(Ref value) {
  if (auto clause = invocation(value, Construct::default_clause))
    return server_default_sql(clause->get(0, "arg"));
  if (const std::string* text = exact_string(value)) return quoted_literal(*text);
  return sql_text(value, {});
}

IndexElement index_element_of_sql(const std::string& sql) {
  const SqlScript script = parse_sql("CREATE INDEX ON t (" + sql + ")");
  IndexElement element;
  element.expression = sql;
  if (script.statements.size() != 1 || !script.errors.empty()) return element;
  const auto* create = std::get_if<SqlCreateIndex>(&script.statements[0].content);
  if (create == nullptr || create->elements.size() != 1) return element;
  const SqlIndexElement& read = create->elements[0];
  if (read.column.empty()) return element;
  return {.column = read.column,
          .expression = {},
          .operator_class = read.operator_class,
          .collation = read.collation,
          .descending = read.descending,
          .nulls_reversed = read.nulls_reversed};
}

OrderedElement without_order(Ref value) {
  OrderedElement result{.element = value};
  Truth nulls_first = Truth::unknown;
  for (int depth = 0; depth < max_depth; ++depth) {
    auto made = invocation(result.element);
    if (!made) break;
    const auto* method = made->call.callee->as<Attribute>();
    std::string_view name = method == nullptr ? std::string_view() : method->name;
    Construct construct = made->construct;
    bool descends = construct == Construct::desc || name == "desc";
    const bool first =
        construct == Construct::nulls_first || name == "nulls_first" || name == "nullsfirst";
    const bool last =
        construct == Construct::nulls_last || name == "nulls_last" || name == "nullslast";
    bool orders = descends || construct == Construct::asc || name == "asc" || first || last;
    if (!orders) break;
    result.descending = result.descending || descends;
    if (first || last) nulls_first = first ? Truth::yes : Truth::no;
    // `desc(x)` gives its argument, `x.desc()` its object.
    Ref argument = made->positional(0);
    result.element = argument != nullptr ? argument : method == nullptr ? nullptr : method->object;
    if (result.element == nullptr) break;
  }
  result.nulls_reversed = nulls_first == (result.descending ? Truth::no : Truth::yes);
  return result;
}

}  // namespace schemalint::models
