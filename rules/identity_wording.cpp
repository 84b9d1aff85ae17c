#include "rules/identity_wording.h"

#include <algorithm>
#include <array>
#include <vector>

#include "analyzer/words.h"
#include "parsers/utf8.h"

namespace schemalint {
namespace {

constexpr size_t longest = 120;  // bytes

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v' || c == '\\';
}

/// Letters, digits, and all that is no ASCII.
bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool closes(char c) {
  return c == ')' || c == ']' || c == '}';
}

/// Valid UTF-8, cut in front of a character.
std::string shortened(std::string_view source) {
  std::string text = valid_utf8(source);
  if (text.size() <= longest) return text;
  size_t end = longest;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

/// The module of a file as imports may write it, from the top of the project:
/// "app.services.assets".
std::string dotted(std::string path) {
  for (const std::string_view ending : {".py", ".pyi", "/__init__"})
    if (path.ends_with(ending)) path.resize(path.size() - ending.size());
  std::ranges::replace(path, '/', '.');
  return path;
}

bool is_comment(std::string_view line) {
  return line.starts_with('#') || line.starts_with("--") || line.starts_with("/*");
}

/// A line as what it declares: "status" of "status = Column(…", "Order" of "class Order(Base):".
std::string declared_in(std::string_view line) {
  line = trimmed(line);
  for (const std::string_view keyword : {"async ", "class ", "def "})
    if (line.starts_with(keyword)) line = trimmed(line.substr(keyword.size()));
  std::string_view name = trimmed(line.substr(0, line.find_first_of("(=:#")));
  if (const size_t comment = name.find("--"); comment != std::string_view::npos)
    name = name.substr(0, comment);
  return without_layout(name.empty() ? line : name);
}

size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

bool opens_scope(std::string_view line) {
  line = trimmed(line);
  return line.starts_with("class ") || line.starts_with("def ") || line.starts_with("async def ");
}

/// The classes and functions that a line of Python stands in, outermost first.
std::vector<std::string> scopes_around(const SourceFile& file, uint32_t line) {
  std::vector<std::string> scopes;
  size_t depth = indentation(file.line(line));
  for (uint32_t above = line - 1; above > 0 && depth > 0; --above) {
    const std::string_view text = file.line(above);
    if (indentation(text) >= depth || !opens_scope(text)) continue;
    scopes.push_back(declared_in(text));
    depth = indentation(text);
  }
  std::ranges::reverse(scopes);
  return scopes;
}

/// The line of the declaration: comments and decorators may stand above it.
uint32_t declaring_line(const Suppression& suppression, const SourceFile& file) {
  const uint32_t last = std::min(suppression.last_line, file.line_count());
  for (uint32_t line = suppression.first_line; line <= last; ++line) {
    const std::string_view text = trimmed(file.line(line));
    if (!text.empty() && !is_comment(text) && !text.starts_with('@')) return line;
  }
  return suppression.first_line;
}

}  // namespace

std::string name_in_module(std::string_view qualified, const SourceFile& file) {
  const std::string path = dotted(file.path());
  std::string_view module = path;
  while (!module.empty()) {
    if (qualified == module) return "<module>";
    if (qualified.starts_with(module) && qualified[module.size()] == '.')
      return std::string(qualified.substr(module.size() + 1));
    const size_t dot = module.find('.');
    module = dot == std::string_view::npos ? std::string_view() : module.substr(dot + 1);
  }
  return std::string(qualified);
}

std::string without_layout(std::string_view source) {
  std::string text;
  bool blank = false;
  for (const char c : source) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank && !text.empty() && is_word(text.back()) && is_word(c)) text += ' ';
    blank = false;
    if (closes(c) && !text.empty() && text.back() == ',') text.pop_back();
    text += c == '\'' ? '"' : c;
    if (text.size() > longest + 4) break;
  }
  return shortened(text);
}

std::string text_at(const SourceFile& file, Span where) {
  for (uint32_t line = file.line_number(where.begin); line > 0; --line)
    if (std::string text = without_layout(file.line(line)); !text.empty()) return text;
  return file.path();
}

std::string subject_of(const Suppression& suppression, const SourceFile& file) {
  if (suppression.last_line == UINT32_MAX) return "<file>";
  const uint32_t line = declaring_line(suppression, file);
  std::vector<std::string> names;
  if (file.path().ends_with(".py")) names = scopes_around(file, line);
  names.push_back(declared_in(file.line(line)));
  return join(names, ".");
}

}  // namespace schemalint
