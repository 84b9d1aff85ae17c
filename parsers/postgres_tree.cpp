#include "parsers/postgres_tree.h"

#include <algorithm>

#include "parsers/source.h"

namespace schemalint {

namespace {

// The C library's tree is packed, unpacked and walked by recursion; measured on a stack of 8 MB it
// overflows between 4,000 and 5,000 levels.
constexpr size_t max_depth = 1000;

// Byte offset of the character (from 1) that PostgreSQL counts.
uint32_t byte_offset(std::string_view text, int character) {
  size_t offset = 0;
  for (int i = 1; i < character && offset < text.size(); ++i) {
    ++offset;
    while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80)
      ++offset;
  }
  return static_cast<uint32_t>(offset);
}

}  // namespace

PgTree::PgTree(const std::string& text) {
  if (sql_depth(text) > max_depth) {
    error_ = "statement nests too deeply";
    return;
  }
  PgQueryProtobufParseResult result = pg_query_parse_protobuf(text.c_str());
  if (result.error != nullptr) {
    error_ = text_of(result.error->message);
    error_offset_ = byte_offset(text, result.error->cursorpos);
  } else {
    tree_ = pg_query__parse_result__unpack(
        nullptr, result.parse_tree.len, reinterpret_cast<const uint8_t*>(result.parse_tree.data));
    if (tree_ == nullptr) error_ = "the parser's tree cannot be read";
  }
  pg_query_free_protobuf_parse_result(result);
}

PgTree::~PgTree() {
  if (tree_ != nullptr) pg_query__parse_result__free_unpacked(tree_, nullptr);
}

std::string clean_sql(std::string_view text) {
  std::string clean(text);
  if (clean.starts_with("\xEF\xBB\xBF")) clean.replace(0, 3, "   ");
  std::replace(clean.begin(), clean.end(), '\0', '\x01');
  size_t begin = 0;
  while (begin < clean.size()) {
    const size_t invalid = find_invalid_utf8(std::string_view(clean).substr(begin));
    if (invalid == std::string_view::npos) break;
    begin += invalid;
    clean[begin++] = '?';
  }
  return clean;
}

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : text;
}

std::string lower_word(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return word;
}

std::string string_of(const PgQuery__Node* node) {
  if (node == nullptr) return {};
  if (node->node_case == PG_QUERY__NODE__NODE_STRING) return text_of(node->string->sval);
  if (node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
      node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
    return text_of(node->a_const->sval->sval);
  return {};
}

std::vector<std::string> strings_of(size_t count, PgQuery__Node** nodes) {
  std::vector<std::string> strings;
  for (size_t i = 0; i < count; ++i) strings.push_back(string_of(nodes[i]));
  return strings;
}

SqlName name_of(size_t count, PgQuery__Node** nodes) {
  SqlName name;
  if (count > 0) name.name = string_of(nodes[count - 1]);
  if (count > 1) name.schema = string_of(nodes[count - 2]);
  return name;
}

SqlName name_of(const PgQuery__RangeVar* relation, const PgText& text) {
  SqlName name;
  if (relation == nullptr) return name;
  name.schema = text_of(relation->schemaname);
  name.name = text_of(relation->relname);
  name.where.begin = text.at(relation->location);
  name.where.end = static_cast<uint32_t>(sql_name_end(text.whole, name.where.begin));
  return name;
}

namespace {

// The fields an interval is restricted to, from the bit mask of its type modifier
// (utils/timestamp.h and datetime.h of PostgreSQL).
std::string interval_fields(int mask) {
  constexpr std::pair<int, const char*> fields[] = {{1 << 2, "year"},    {1 << 1, "month"},
                                                    {1 << 3, "day"},     {1 << 10, "hour"},
                                                    {1 << 11, "minute"}, {1 << 12, "second"}};
  std::string first, last;
  for (const auto& [bit, name] : fields) {
    if ((mask & bit) == 0) continue;
    if (first.empty()) first = name;
    last = name;
  }
  if (mask == 0x7FFF || first.empty()) return {};
  return " " + (first == last ? first : first + " to " + last);
}

int integer_of(const PgQuery__Node* node) {
  if (node == nullptr || node->node_case != PG_QUERY__NODE__NODE_A_CONST ||
      node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
    return 0;
  return node->a_const->ival->ival;
}

std::string modifiers_of(const PgQuery__TypeName& type, bool interval) {
  std::string text;
  if (interval && type.n_typmods > 0) text = interval_fields(integer_of(type.typmods[0]));
  const size_t begin = interval ? 1 : 0;
  for (size_t i = begin; i < type.n_typmods; ++i)
    text += (i == begin ? "(" : ", ") + sql_of(type.typmods[i]);
  if (type.n_typmods > begin) text += ')';
  return text;
}

}  // namespace

SqlType type_of(const PgQuery__TypeName* type) {
  SqlType out;
  if (type == nullptr) return out;
  out.name = name_of(type->n_names, type->names);
  if (type->pct_type) return out;
  const bool system = out.name.schema == "pg_catalog";
  if (system) {
    out.text = out.name.name;
  } else {
    if (!out.name.schema.empty()) out.text = quote_identifier(out.name.schema) + ".";
    // The one-byte type "char" is not char, which the grammar calls pg_catalog.bpchar.
    out.text += out.name.name == "char" ? "\"char\"" : quote_identifier(out.name.name);
  }
  out.text += modifiers_of(*type, system && out.name.name == "interval");
  if (type->n_array_bounds > 0) out.text += "[]";
  return out;
}

SqlType type_of_column(const PgQuery__TypeName* type) {
  SqlType out = type_of(type);
  constexpr std::string_view serials[] = {"serial",  "bigserial", "smallserial",
                                          "serial4", "serial8",   "serial2"};
  out.serial = out.name.schema.empty() && std::find(std::begin(serials), std::end(serials),
                                                    out.name.name) != std::end(serials);
  return out;
}

std::string sql_of(const PgQuery__Node* expression) {
  if (expression == nullptr) return {};
  PgQuery__ResTarget target = PG_QUERY__RES_TARGET__INIT;
  target.val = const_cast<PgQuery__Node*>(expression);  // only read
  PgQuery__Node target_node = PG_QUERY__NODE__INIT;
  target_node.node_case = PG_QUERY__NODE__NODE_RES_TARGET;
  target_node.res_target = &target;
  PgQuery__Node* targets[] = {&target_node};
  PgQuery__SelectStmt select = PG_QUERY__SELECT_STMT__INIT;
  select.n_target_list = 1;
  select.target_list = targets;
  select.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
  select.op = PG_QUERY__SET_OPERATION__SETOP_NONE;
  PgQuery__Node select_node = PG_QUERY__NODE__INIT;
  select_node.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
  select_node.select_stmt = &select;
  PgQuery__RawStmt statement = PG_QUERY__RAW_STMT__INIT;
  statement.stmt = &select_node;
  PgQuery__RawStmt* statements[] = {&statement};
  PgQuery__ParseResult tree = PG_QUERY__PARSE_RESULT__INIT;
  tree.version = PG_VERSION_NUM;
  tree.n_stmts = 1;
  tree.stmts = statements;

  std::string packed(pg_query__parse_result__get_packed_size(&tree), '\0');
  pg_query__parse_result__pack(&tree, reinterpret_cast<uint8_t*>(packed.data()));
  PgQueryDeparseResult result = pg_query_deparse_protobuf({packed.size(), packed.data()});
  std::string text = result.error == nullptr ? text_of(result.query) : std::string();
  pg_query_free_deparse_result(result);
  constexpr std::string_view select_word = "SELECT ";
  return text.starts_with(select_word) ? text.substr(select_word.size()) : text;
}

void visit_parts(const ProtobufCMessage* message,
                 const std::function<void(ProtobufCMessage*)>& visit) {
  const auto* bytes = reinterpret_cast<const char*>(message);
  for (unsigned i = 0; i < message->descriptor->n_fields; ++i) {
    const ProtobufCFieldDescriptor& field = message->descriptor->fields[i];
    if (field.type != PROTOBUF_C_TYPE_MESSAGE) continue;
    if (field.label == PROTOBUF_C_LABEL_REPEATED) {
      const size_t count = *reinterpret_cast<const size_t*>(bytes + field.quantifier_offset);
      auto* const* items = *reinterpret_cast<ProtobufCMessage* const* const*>(bytes + field.offset);
      for (size_t k = 0; k < count; ++k) visit(items[k]);
      continue;
    }
    // The members of a union share their place: only the one that is set may be read.
    const bool in_union = (field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    if (in_union && *reinterpret_cast<const uint32_t*>(bytes + field.quantifier_offset) != field.id)
      continue;
    visit(*reinterpret_cast<ProtobufCMessage* const*>(bytes + field.offset));
  }
}

void visit_tree(const ProtobufCMessage* message,
                const std::function<bool(const ProtobufCMessage&)>& visit) {
  if (message == nullptr || !visit(*message)) return;
  visit_parts(message, [&](const ProtobufCMessage* part) { visit_tree(part, visit); });
}

void visit_columns(const ProtobufCMessage* message,
                   const std::function<void(const PgQuery__ColumnRef&)>& visit) {
  visit_tree(message, [&](const ProtobufCMessage& one) {
    if (one.descriptor != &pg_query__column_ref__descriptor) return true;
    visit(reinterpret_cast<const PgQuery__ColumnRef&>(one));
    return false;
  });
}

}  // namespace schemalint
