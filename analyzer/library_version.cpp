#include "analyzer/library_version.h"

#include <charconv>
#include <string>

#include "analyzer/words.h"

namespace schemalint {
namespace {

/// Takes the digits at the begin of `text`; nothing where there are none.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

/// What stands between the first two quotes of a text.
std::string_view quoted(std::string_view text) {
  const size_t begin = text.find('"');
  if (begin == std::string_view::npos) return {};
  const size_t end = text.find('"', begin + 1);
  return end == std::string_view::npos ? std::string_view()
                                       : text.substr(begin + 1, end - begin - 1);
}

/// `name = "sqlalchemy"` and, on the next lines of the same table, `version = "2.0.42"`.
std::optional<LibraryVersion> in_toml_lock(std::string_view text, std::string_view package) {
  const std::string name = "\nname = \"" + std::string(package) + "\"";
  const size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view table = text.substr(at + name.size());
  table = table.substr(0, table.find("\n["));
  const size_t version = table.find("\nversion = ");
  if (version == std::string_view::npos) return std::nullopt;
  return parse_version(quoted(table.substr(version)));
}

/// `"sqlalchemy": {…, "version": "==1.4.46"}`.
std::optional<LibraryVersion> in_pipfile_lock(std::string_view text, std::string_view package) {
  const size_t at = text.find("\"" + std::string(package) + "\": {");
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view entry = text.substr(at);
  entry = entry.substr(0, entry.find('}'));
  constexpr std::string_view key = "\"version\":";
  const size_t version = entry.find(key);
  if (version == std::string_view::npos) return std::nullopt;
  std::string_view value = quoted(entry.substr(version + key.size()));
  if (value.starts_with("==")) value.remove_prefix(2);
  return parse_version(value);
}

/// `SQLAlchemy[asyncio]==2.0.42 ; python_version >= "3.9"`.
std::optional<LibraryVersion> in_requirement(std::string_view line, std::string_view package) {
  line = trimmed(line);
  if (line.size() < package.size() || lower(line.substr(0, package.size())) != package)
    return std::nullopt;
  line = trimmed(line.substr(package.size()));
  if (line.starts_with('['))
    line = trimmed(line.substr(std::min(line.find(']'), line.size() - 1) + 1));
  if (!line.starts_with("==") && !line.starts_with("~=")) return std::nullopt;
  return parse_version(trimmed(line.substr(line.find_first_not_of("=~"))));
}

std::optional<LibraryVersion> in_requirements(std::string_view text, std::string_view package) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (const auto version = in_requirement(text.substr(0, end), package)) return version;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return std::nullopt;
}

bool is_toml_lock(std::string_view name) {
  return name == "uv.lock" || name == "poetry.lock" || name == "pdm.lock";
}

bool is_requirements(std::string_view name) {
  return name.find("requirements") != std::string_view::npos && name.ends_with(".txt");
}

}  // namespace

std::optional<LibraryVersion> parse_version(std::string_view text) {
  LibraryVersion version;
  const std::optional<int> major = take_number(text);
  if (!major) return std::nullopt;
  version.major = *major;
  for (int* part : {&version.minor, &version.patch}) {
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
    const std::optional<int> number = take_number(text);
    if (!number) break;  // "2.*"
    *part = *number;
  }
  return version;
}

bool pins_versions(std::string_view name) {
  return is_toml_lock(name) || name == "Pipfile.lock" || is_requirements(name);
}

std::optional<LibraryVersion> pinned_version(std::string_view file_name, std::string_view text,
                                             std::string_view package) {
  if (is_toml_lock(file_name)) return in_toml_lock(text, package);
  if (file_name == "Pipfile.lock") return in_pipfile_lock(text, package);
  if (is_requirements(file_name)) return in_requirements(text, package);
  return std::nullopt;
}

}  // namespace schemalint
