// Python's string literals: https://docs.python.org/3/reference/lexical_analysis.html#literals

#include <cstdlib>

#include "parsers/python.h"

namespace schemalint {

StringPrefix string_prefix(const SourceFile& source, const PyTree& tree, PyIndex string) {
  StringPrefix prefix;
  for (uint32_t i = tree[string].begin; i < tree[string].end; i++) {
    switch (source.text()[i]) {
      case 'r':
      case 'R':
        prefix.raw = true;
        break;
      case 'b':
      case 'B':
        prefix.bytes = true;
        break;
      case 'f':
      case 'F':
      case 't':
      case 'T':
        prefix.format = true;
        break;
      case 'u':
      case 'U':
        break;
      default:
        return prefix;
    }
  }
  return prefix;
}

namespace {

void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

struct Escape {
  std::string value;
  size_t length = 1;  // in source bytes, backslash included
  bool known = true;  // \N{…} is a character we have no table for
};

Escape numeric_escape(std::string_view text, size_t digits) {
  const std::string number(text.substr(2, digits));
  char* end = nullptr;
  const auto code = static_cast<uint32_t>(std::strtoul(number.c_str(), &end, 16));
  Escape escape;
  if (number.size() != digits || *end != '\0' || code > 0x10FFFF) {
    escape.value = "\\";
    escape.length = 1;
    return escape;
  }
  append_utf8(escape.value, code);
  escape.length = 2 + digits;
  return escape;
}

Escape octal_escape(std::string_view text) {
  Escape escape;
  uint32_t code = 0;
  while (escape.length < text.size() && escape.length < 4 && text[escape.length] >= '0' &&
         text[escape.length] <= '7')
    code = code * 8 + static_cast<uint32_t>(text[escape.length++] - '0');
  append_utf8(escape.value, code);
  return escape;
}

/// The escape sequence at the begin of `text`, which starts with a backslash.
Escape read_escape(std::string_view text, bool bytes) {
  if (text.size() < 2) return {.value = "\\", .length = 1};
  static constexpr std::string_view letters = "\\'\"abfnrtv";
  static constexpr std::string_view values = "\\'\"\a\b\f\n\r\t\v";
  if (const size_t at = letters.find(text[1]); at != std::string_view::npos)
    return {.value = std::string(1, values[at]), .length = 2};
  switch (text[1]) {
    case '\n':
      return {.value = "", .length = 2};
    case '\r':
      return {.value = "", .length = text.size() > 2 && text[2] == '\n' ? size_t{3} : size_t{2}};
    case 'x':
      return numeric_escape(text, 2);
    case 'u':
      if (!bytes) return numeric_escape(text, 4);
      break;
    case 'U':
      if (!bytes) return numeric_escape(text, 8);
      break;
    case 'N':
      if (const size_t close = text.find('}'); !bytes && close != std::string_view::npos)
        return {.value = "", .length = close + 1, .known = false};
      break;
    default:
      if (text[1] >= '0' && text[1] <= '7') return octal_escape(text);
  }
  return {.value = "\\", .length = 1};  // unknown escapes stay as they are
}

}  // namespace

Text decode_string_part(const SourceFile& source, uint32_t file, const PyTree& tree, PyIndex string,
                        uint32_t begin, uint32_t end) {
  const StringPrefix prefix = string_prefix(source, tree, string);
  const std::string_view text = std::string_view(source.text()).substr(0, end);
  Text result;
  const auto special = [&](size_t at) {
    const char c = text[at];
    if (c == '\r') return true;  // line endings become "\n" before Python's lexer sees them
    if (c == '\\') return !prefix.raw;
    return prefix.format && (c == '{' || c == '}');
  };
  for (uint32_t i = begin; i < end;) {
    uint32_t plain = i;
    while (plain < end && !special(plain)) plain++;
    if (plain > i)
      result.append(Text::verbatim(std::string(text.substr(i, plain - i)), {file, i, plain}));
    if (plain >= end) break;
    i = plain;
    const char c = text[i];
    if (c == '\\') {
      const Escape escape = read_escape(text.substr(i), prefix.bytes);
      const auto length = static_cast<uint32_t>(escape.length);
      const Span where{file, i, i + length};
      result.append(escape.known ? Text::derived(escape.value, where) : Text::hole(where));
      i += length;
    } else if (c == '\r') {
      const uint32_t length = i + 1 < end && text[i + 1] == '\n' ? 2 : 1;
      result.append(Text::derived("\n", {file, i, i + length}));
      i += length;
    } else {  // {{ and }} of an f-string
      const uint32_t length = i + 1 < end && text[i + 1] == c ? 2 : 1;
      result.append(Text::derived(std::string(1, c), {file, i, i + length}));
      i += length;
    }
  }
  return result;
}

}  // namespace schemalint
