#include "rules/vector_operators.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "analyzer/words.h"
#include "parsers/text.h"

namespace schemalint {

static constexpr std::pair<std::string_view, std::string_view> measures[] = {
    {"<->", "l2"}, {"<#>", "ip"},      {"<=>", "cosine"},
    {"<+>", "l1"}, {"<~>", "hamming"}, {"<%>", "jaccard"}};

std::string_view vector_operator_before(const SqlText& text, const DynamicPart& part) {
  std::string_view before = std::string_view(text.text).substr(0, part.offset);
  const auto drop = [&](std::string_view end) {
    if (!lower(before).ends_with(end)) return false;
    before.remove_suffix(end.size());
    return true;
  };
  // <=> '[…]', <=> ARRAY[…], <=> (…), <=> CAST('…'
  while (drop(" ") || drop("\n") || drop("'") || drop("[") || drop("(") || drop("array") ||
         drop("cast")) {
  }
  for (const auto& [op, name] : measures)
    if (before.ends_with(op)) return op;
  return {};
}

std::optional<VectorType> vector_type(std::string_view type) {
  const size_t open = type.find('(');
  VectorType found{.name = upper(type.substr(0, open)), .dimensions = std::nullopt};
  if (found.name != "VECTOR" && found.name != "HALFVEC" && found.name != "SPARSEVEC" &&
      found.name != "BIT")
    return std::nullopt;
  if (type.ends_with("]")) return std::nullopt;
  int dimensions = 0;
  if (open != std::string_view::npos) {
    const std::string_view digits = type.substr(open + 1);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), dimensions).ec == std::errc())
      found.dimensions = dimensions;
  }
  return found;
}

std::string operator_class_of(std::string_view op, std::string_view type) {
  for (const auto& [symbol, name] : measures) {
    if (symbol != op) continue;
    const bool of_bits = name == "hamming" || name == "jaccard";
    if (of_bits != (type == "BIT")) return {};
    return lower(type) + "_" + std::string(name) + "_ops";
  }
  return {};
}

std::string_view distance_method(std::string_view op) {
  static constexpr std::pair<std::string_view, std::string_view> methods[] = {
      {"<->", "l2_distance"}, {"<#>", "max_inner_product"}, {"<=>", "cosine_distance"},
      {"<+>", "l1_distance"}, {"<~>", "hamming_distance"},  {"<%>", "jaccard_distance"}};
  for (const auto& [symbol, name] : methods)
    if (symbol == op) return name;
  return {};
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

std::vector<DistanceUse> distance_uses(const Project& project) {
  std::vector<DistanceUse> uses;
  for (const Query& query : code_of(project).queries) {
    if (query.ordering.empty()) continue;
    const Ordering& first = query.ordering.front();
    if (first.distance.empty() || first.in_expression || first.descending) continue;
    const bool known = std::ranges::any_of(uses, [&](const DistanceUse& use) {
      return use.op == first.distance && use.column.is(first.column.table, first.column.column);
    });
    if (!known) uses.push_back({first.column, first.distance, first.where});
  }
  return uses;
}

bool is_vector_index(const Index& index) {
  return index.method == "hnsw" || index.method == "ivfflat";
}

std::string effective_operator_class(const Index& index) {
  if (index.elements.empty()) return {};
  const std::string& given = index.elements.front().operator_class;
  return given.empty() && index.method == "ivfflat" ? "vector_l2_ops" : given;
}

bool is_index_on(const Index& index, std::string_view column) {
  if (index.elements.empty()) return false;
  const IndexElement& element = index.elements.front();
  if (!element.column.empty()) return element.column == column;
  return element.expression.find(column) != std::string::npos;
}

}  // namespace schemalint
