#include "reports/line_hash.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "parsers/utf8.h"

namespace schemalint {

// The hash of a line is a polynomial over the hundred UTF-16 code units that follow its begin,
// across line ends; spaces and tabs do not count. The end of the file is a unit of its own, and
// zeros follow it. So a line is known by what it says and by what stands below it.

namespace {

constexpr size_t window = 100;
constexpr uint64_t base = 37;
constexpr uint16_t end_of_file = 0xFFFF;

/// The code units that count, and where among them each line begins.
struct SignificantText {
  std::vector<uint16_t> units;
  std::vector<size_t> line_begins;
};

class Reader {
 public:
  SignificantText read(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
      const CodePoint point = decode_utf8(text, i);
      i += point.length;
      if (point.value < 0x10000) {
        take(static_cast<uint16_t>(point.value));
      } else {
        take(static_cast<uint16_t>(0xD800 + ((point.value - 0x10000) >> 10)));
        take(static_cast<uint16_t>(0xDC00 + ((point.value - 0x10000) & 0x3FF)));
      }
    }
    keep(end_of_file);
    return std::move(found_);
  }

 private:
  void take(uint16_t unit) {
    const bool ends_return = after_return_ && unit == '\n';
    after_return_ = unit == '\r';
    if (unit == ' ' || unit == '\t' || ends_return) return;
    keep(after_return_ ? '\n' : unit);
  }
  void keep(uint16_t unit) {
    if (at_line_begin_) found_.line_begins.push_back(found_.units.size());
    at_line_begin_ = unit == '\n';
    found_.units.push_back(unit);
  }

  SignificantText found_;
  bool at_line_begin_ = true;
  bool after_return_ = false;
};

uint64_t hash_from(const std::vector<uint16_t>& units, size_t begin) {
  uint64_t hash = 0;
  for (size_t i = begin; i < begin + window; i++)
    hash = hash * base + (i < units.size() ? units[i] : 0);
  return hash;
}

}  // namespace

std::vector<std::string> line_hashes(std::string_view text) {
  const SignificantText significant = Reader().read(text);
  std::unordered_map<uint64_t, size_t> seen;
  std::vector<std::string> hashes;
  hashes.reserve(significant.line_begins.size());
  for (const size_t begin : significant.line_begins) {
    const uint64_t hash = hash_from(significant.units, begin);
    hashes.push_back(fmt::format("{:x}:{}", hash, ++seen[hash]));
  }
  return hashes;
}

}  // namespace schemalint
