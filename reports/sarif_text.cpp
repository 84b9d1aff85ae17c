#include "reports/sarif_text.h"

#include <fmt/core.h>

#include <set>
#include <vector>

#include "analyzer/words.h"
#include "parsers/utf8.h"

namespace schemalint {

namespace {

/// Offsets of the brackets of "[…]" with no "(" behind it.
std::set<size_t> harmless_brackets(std::string_view text) {
  std::set<size_t> harmless;
  std::vector<size_t> open;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '[') open.push_back(i);
    if (text[i] != ']' || open.empty()) continue;
    if (i + 1 == text.size() || text[i + 1] != '(') harmless.insert({open.back(), i});
    open.pop_back();
  }
  return harmless;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string message_text(std::string_view text) {
  const std::set<size_t> harmless = harmless_brackets(text);
  std::string result;
  for (size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if ((c == '[' || c == ']') && !harmless.contains(i)) result += '\\';
    result += c;
    if (c == '{' || c == '}') result += c;
  }
  return result;
}

std::string link_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') result += '\\';
    result += c;
    if (c == '{' || c == '}') result += c;
  }
  return result;
}

std::string sentence(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return {};
  const bool ended = std::string_view(".!?").find(text.back()) != std::string_view::npos;
  return std::string(text) + (ended ? "" : ".");
}

std::string shortened(std::string_view text) {
  constexpr size_t most = 1024;  // bytes, and so no more characters
  text = trimmed(text);
  if (text.size() <= most) return std::string(text);
  const std::string_view ellipsis = "…";
  text = text.substr(0, most - ellipsis.size());
  return std::string(trimmed(text.substr(0, text.find_last_of(" \n")))).append(ellipsis);
}

std::string pascal_case(std::string_view kebab_case) {
  std::string result;
  bool capital = true;
  for (const char c : kebab_case) {
    if (c != '-') result += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = c == '-';
  }
  return result;
}

std::string uri_path(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    if (is_letter_or_digit(c) || std::string_view("-._~/").find(c) != std::string_view::npos)
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

size_t utf16_length(std::string_view text) {
  size_t length = 0;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    length += point.value >= 0x10000 ? 2 : 1;
    i += point.length;
  }
  return length;
}

}  // namespace schemalint
