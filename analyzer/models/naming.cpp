#include "analyzer/models/naming.h"

#include <algorithm>
#include <cctype>

#include "analyzer/models/md5.h"

namespace schemalint::models {

namespace {

constexpr size_t max_identifier = 63;  // NAMEDATALEN - 1

// The label of a column in DDL: schema, table and name (Column._ddl_label).
std::string label_of(const NameParts& parts, const NameParts::ColumnParts& column) {
  std::string label = parts.schema.empty() ? "" : parts.schema + "_";
  std::replace(label.begin(), label.end(), '.', '_');
  return label + parts.table + "_" + column.name;
}

std::optional<std::string> column_part(const NameParts& parts, size_t index, std::string_view what,
                                       bool referred) {
  if (referred) {
    if (what != "name") return std::nullopt;
    return index < parts.referred_columns.size() ? parts.referred_columns[index] : "";
  }
  if (index >= parts.columns.size()) return "";
  const NameParts::ColumnParts& column = parts.columns[index];
  if (what == "name") return column.name;
  if (what == "key") return column.key;
  if (what == "label") return label_of(parts, column);
  return std::nullopt;
}

// "column_0_name", "column_0N_label", "column_0_N_key", "referred_column_0_name".
std::optional<std::string> column_token(const NameParts& parts, std::string_view token) {
  bool referred = token.starts_with("referred_");
  if (referred) token.remove_prefix(9);
  if (!token.starts_with("column_")) return std::nullopt;
  token.remove_prefix(7);
  size_t index = 0;
  size_t digits = 0;
  while (digits < token.size() && std::isdigit(static_cast<unsigned char>(token[digits])) != 0) {
    index = std::min<size_t>(index * 10 + static_cast<size_t>(token[digits] - '0'), 1000);
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  token.remove_prefix(digits);
  std::string_view separator;
  bool all = false;
  if (token.starts_with("_N_")) {
    all = true;
    separator = "_";
    token.remove_prefix(3);
  } else if (token.starts_with("N_")) {
    all = true;
    token.remove_prefix(2);
  } else if (token.starts_with("_")) {
    token.remove_prefix(1);
  } else {
    return std::nullopt;
  }
  if (!all) return column_part(parts, index, token, referred);
  std::string joined;
  size_t count = referred ? parts.referred_columns.size() : parts.columns.size();
  for (size_t i = 0; i < count; ++i) {
    auto one = column_part(parts, i, token, referred);
    if (!one) return std::nullopt;
    if (i > 0) joined += separator;
    joined += *one;
  }
  return joined;
}

// What a name is made of.
struct Naming {
  Evaluator& evaluator;
  const MetadataDraft& metadata;
  const std::string& kind;
  const NameParts& parts;
  const GivenName& given;
};

std::optional<std::string> token_value(const Naming& naming, std::string_view token) {
  const auto& [evaluator, metadata, kind, parts, given] = naming;
  auto custom = metadata.tokens.find(std::string(token));
  if (custom != metadata.tokens.end()) {
    return custom_token(evaluator, *custom->second, kind, parts);
  }
  if (token == "table_name") return parts.table;
  if (token == "constraint_name") return given.text;
  if (token == "referred_table_name") return parts.referred_table;
  return column_token(parts, token);
}

// The convention with its `%(token)s` filled in; nothing where a token has no value.
std::optional<std::string> filled(const std::string& pattern, const Naming& naming) {
  std::string name;
  for (size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '%') {
      name += pattern[at++];
      continue;
    }
    if (pattern.compare(at, 2, "%%") == 0) {
      name += '%';
      at += 2;
      continue;
    }
    size_t end = pattern.find(")s", at);
    if (pattern.compare(at, 2, "%(") != 0 || end == std::string::npos) return std::nullopt;
    auto value = token_value(naming, std::string_view(pattern).substr(at + 2, end - at - 2));
    if (!value) return std::nullopt;
    name += *value;
    at = end + 2;
  }
  return name;
}

size_t characters_before(const std::string& text, size_t count) {
  size_t at = 0;
  while (at < text.size()) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && count-- == 0) break;
    ++at;
  }
  return at;
}

}  // namespace

std::string truncated(const std::string& name) {
  if (characters_before(name, max_identifier) == name.size()) return name;
  std::string digest = md5_hex(name);
  return name.substr(0, characters_before(name, max_identifier - 8)) + "_" +
         digest.substr(digest.size() - 4);
}

std::string constraint_name(Evaluator& evaluator, const MetadataDraft& metadata,
                            const std::string& kind, const GivenName& given,
                            const NameParts& parts) {
  std::string own = given.text.value_or("");
  if (given.unknown) return own;
  if (given.final) return truncated(own);
  auto convention = metadata.naming.find(kind);
  if (convention == metadata.naming.end()) return own;
  // A name that is given stays, unless the convention is made for names that are given.
  bool uses_name = convention->second.find("constraint_name") != std::string::npos;
  if (!own.empty() && !uses_name) return own;
  auto name = filled(convention->second, {evaluator, metadata, kind, parts, given});
  return name ? truncated(*name) : own;
}

std::string default_index_name(const NameParts& parts) {
  if (parts.columns.empty()) return {};
  return truncated("ix_" + label_of(parts, parts.columns.front()));
}

}  // namespace schemalint::models
