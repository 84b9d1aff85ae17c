#include "analyzer/reference_types.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>

#include "analyzer/types.h"

namespace schemalint {
namespace {

/// Types that can stand on either side of one foreign key share a family.
enum class Family : uint8_t { integer, numeric, floating, text, name, date, network, bits, single };

struct TypeRow {
  std::string_view name;
  Family family;
  int rank = 0;  ///< a higher one holds more
};

constexpr TypeRow known_types[] = {
    {"SMALLINT", Family::integer, 2},
    {"INTEGER", Family::integer, 4},
    {"BIGINT", Family::integer, 8},
    {"NUMERIC", Family::numeric},
    {"REAL", Family::floating, 4},
    {"DOUBLE PRECISION", Family::floating, 8},
    {"FLOAT", Family::floating, 8},
    {"TEXT", Family::text},
    {"VARCHAR", Family::text},
    {"CHAR", Family::text},
    {"NAME", Family::name},
    {"DATE", Family::date, 1},
    {"TIMESTAMP WITHOUT TIME ZONE", Family::date, 2},
    {"TIMESTAMP WITH TIME ZONE", Family::date, 2},
    {"INET", Family::network, 2},
    {"CIDR", Family::network, 1},
    {"BIT", Family::bits},
    {"BIT VARYING", Family::bits},
    {"UUID", Family::single},
    {"BOOLEAN", Family::single},
    {"BYTEA", Family::single},
    {"JSONB", Family::single},
    {"INTERVAL", Family::single},
    {"MACADDR", Family::single},
};

/// A type in its parts: "VARCHAR(36)[]" → "VARCHAR", 36, array.
struct Type {
  const TypeRow* row = nullptr;
  std::string name;
  std::optional<int> length;
  bool is_array = false;
};

Type type_of(std::string_view text) {
  Type type;
  std::string canonical = canonical_type(text);
  if (canonical.ends_with("[]")) {
    type.is_array = true;
    canonical.resize(canonical.size() - 2);
  }
  if (const size_t open = canonical.find('('); open != std::string::npos) {
    int length = 0;
    const char* begin = canonical.data() + open + 1;
    if (std::from_chars(begin, canonical.data() + canonical.size(), length).ec == std::errc())
      type.length = length;
    const size_t close = canonical.find(')', open);
    canonical.erase(open, close == std::string::npos ? std::string::npos : close - open + 1);
  }
  type.name = canonical;
  const auto* row = std::find_if(std::begin(known_types), std::end(known_types),
                                 [&](const TypeRow& one) { return one.name == canonical; });
  if (row != std::end(known_types)) type.row = row;
  return type;
}

TypeMatch match_text(const Type& from, const Type& to) {
  if (from.name == to.name && from.length == to.length) return TypeMatch::same;
  if (!from.length) return TypeMatch::harmless;
  return !to.length || *from.length < *to.length ? TypeMatch::narrower : TypeMatch::harmless;
}

TypeMatch match_ranked(const Type& from, const Type& to) {
  if (from.row->rank == to.row->rank)
    return from.name == to.name ? TypeMatch::same : TypeMatch::harmless;
  if (from.row->rank < to.row->rank) return TypeMatch::narrower;
  return from.row->family == Family::integer ? TypeMatch::wider : TypeMatch::harmless;
}

bool can_refer(Family from, Family to) {
  if (from == Family::integer) return to == Family::numeric || to == Family::floating;
  if (from == Family::numeric) return to == Family::floating;
  return (from == Family::text && to == Family::name) ||
         (from == Family::name && to == Family::text);
}

}  // namespace

TypeMatch match_reference(std::string_view from_text, std::string_view to_text) {
  if (from_text.empty() || to_text.empty()) return TypeMatch::unknown;
  const Type from = type_of(from_text);
  const Type to = type_of(to_text);
  if (from.row == nullptr || to.row == nullptr) return TypeMatch::unknown;
  if (from.is_array || to.is_array) {
    const bool same = from.is_array == to.is_array && from.name == to.name;
    return same ? TypeMatch::same : TypeMatch::impossible;
  }
  if (from.row->family != to.row->family)
    return can_refer(from.row->family, to.row->family) ? TypeMatch::harmless
                                                       : TypeMatch::impossible;
  switch (from.row->family) {
    case Family::text:
      return match_text(from, to);
    case Family::integer:
    case Family::floating:
    case Family::date:
    case Family::network:
      return match_ranked(from, to);
    case Family::single:
      return from.name == to.name ? TypeMatch::same : TypeMatch::impossible;
    case Family::numeric:
    case Family::name:
    case Family::bits:
      return TypeMatch::same;
  }
  return TypeMatch::unknown;
}

}  // namespace schemalint
