#include "tracking/identity.h"

#include <fmt/core.h>
#include <xxhash.h>

#include <cstdint>

#include "parsers/utf8.h"

namespace schemalint {

namespace {

bool ends_lines_or_controls(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

std::string field(std::string_view text) {
  if (text.empty()) return "-";
  std::string result;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    i += point.length;
    if (point.value == '\\')
      result += "\\\\";
    else if (point.value == '\t')
      result += "\\t";
    else if (point.value == '\n')
      result += "\\n";
    else if (point.value == '\r')
      result += "\\r";
    else if (ends_lines_or_controls(point.value))
      result += fmt::format("\\u{{{:X}}}", static_cast<uint32_t>(point.value));
    else
      append_utf8(result, point.value);
  }
  return result;
}

}  // namespace

std::string identity_of(const Finding& finding) {
  return fmt::format("{}\t{}\t{}", field(finding.rule), field(finding.object),
                     field(finding.detail));
}

bool is_identity(std::string_view line) {
  size_t tabs = 0;
  for (size_t i = 0; i < line.size();) {
    const CodePoint point = decode_utf8(line, i);
    const bool is_tab = point.value == '\t';
    tabs += is_tab;
    if (!point.valid || (!is_tab && ends_lines_or_controls(point.value))) return false;
    i += point.length;
  }
  const size_t first = line.find('\t');
  if (tabs != 2 || line.find("\t\t") != std::string_view::npos || line.ends_with('\t'))
    return false;
  const std::string_view rule = line.substr(0, first);
  return !rule.empty() &&
         rule.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string fingerprint_of(const std::string& identity, size_t occurrence) {
  const std::string text = fmt::format("{}\t{}", identity, occurrence);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace schemalint
