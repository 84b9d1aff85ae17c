#include "analyzer/discovery/alembic_config.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "analyzer/settings.h"
#include "analyzer/toml.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

using Values = std::map<std::string, std::string>;

/// Sections by name, options by lower-case name. Lines that are indented deeper than the option
/// above them continue its value. https://docs.python.org/3/library/configparser.html
std::map<std::string, Values> read_ini(std::string_view text) {
  std::map<std::string, Values> sections;
  Values* section = nullptr;
  std::string* value = nullptr;
  size_t option_indent = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view content = trimmed(line);
    if (content.empty() || content[0] == '#' || content[0] == ';') continue;
    const size_t indent = static_cast<size_t>(content.data() - line.data());
    if (value && indent > option_indent) {
      *value += '\n';
      *value += content;
    } else if (content[0] == '[' && content.find(']') != std::string_view::npos) {
      section = &sections[std::string(content.substr(1, content.find(']') - 1))];
      value = nullptr;
    } else if (const size_t sign = content.find_first_of("=:");
               section && sign != std::string_view::npos) {
      value = &(*section)[lower(trimmed(content.substr(0, sign)))];
      *value = trimmed(content.substr(sign + 1));
      option_indent = indent;
    }
  }
  return sections;
}

/// Replaces `%(name)s` and `%%`; nothing where a name is not known or names lead in a circle.
/// `budget` is how many names may be replaced, which bounds depth and time.
std::optional<std::string> interpolate(std::string_view text, const Values& values, int& budget) {
  std::string result;
  while (!text.empty()) {
    const size_t percent = std::min(text.find('%'), text.size());
    result += text.substr(0, percent);
    text.remove_prefix(percent);
    const size_t close = text.find(")s");
    if (text.starts_with("%%")) {
      result += '%';
      text.remove_prefix(2);
    } else if (text.starts_with("%(") && close != std::string_view::npos) {
      const auto value = values.find(lower(text.substr(2, close - 2)));
      if (value == values.end() || budget-- == 0) return std::nullopt;
      const auto inner = interpolate(value->second, values, budget);
      if (!inner) return std::nullopt;
      result += *inner;
      text.remove_prefix(close + 2);
    } else if (!text.empty()) {
      return std::nullopt;
    }
  }
  return result;
}

std::optional<std::string> interpolate(std::string_view text, const Values& values) {
  int budget = 100;
  return interpolate(text, values, budget);
}

/// A folder's name may hold a '%', which the interpolation must leave alone.
std::string escape_percent(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '%' ? std::string("%%") : std::string(1, c);
  return result;
}

/// What separates the entries of version_locations. Without a setting, Alembic splits at spaces and
/// commas.
std::string_view separators(const Values& values) {
  auto setting = values.find("path_separator");
  if (setting == values.end()) setting = values.find("version_path_separator");
  if (setting == values.end()) return ", \n";
  if (setting->second == "space") return " \n";
  if (setting->second == "newline") return "\n";
  if (setting->second == ";") return ";\n";
  return ":\n";  // "os" and ":"; Windows paths are of no use here
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(separators), text.size());
    const std::string_view part = trimmed(text.substr(0, end));
    if (!part.empty()) parts.push_back(std::string(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

AlembicSection read_section(const Values& values) {
  AlembicSection section;
  const auto value = [&](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : interpolate(found->second, values);
  };
  section.script_location = value("script_location");
  if (const auto locations = value("version_locations"))
    section.version_locations = split(*locations, separators(values));
  const std::string recursive = lower(value("recursive_version_locations").value_or(""));
  section.recursive = recursive == "true" || recursive == "1" || recursive == "yes";
  return section;
}

bool says_something(const AlembicSection& section) {
  return section.script_location || !section.version_locations.empty();
}

}  // namespace

std::vector<AlembicSection> read_alembic_ini(std::string_view text, const std::string& here) {
  const std::map<std::string, Values> sections = read_ini(text);
  Values defaults;
  if (const auto found = sections.find("DEFAULT"); found != sections.end())
    defaults = found->second;
  defaults.insert_or_assign("here", escape_percent(here));
  std::vector<AlembicSection> result;
  for (const auto& [name, values] : sections) {
    if (name == "DEFAULT") continue;
    Values merged = values;
    merged.insert(defaults.begin(), defaults.end());
    const AlembicSection section = read_section(merged);
    if (says_something(section)) result.push_back(section);
  }
  return result;
}

std::vector<AlembicSection> read_alembic_pyproject(std::string_view text, const std::string& here) {
  if (text.find("alembic") == std::string_view::npos) return {};
  toml::table document;
  try {
    document = parse_toml(text, "pyproject.toml");
  } catch (const Error&) {
    return {};  // somebody else's file: who configures schemalint there is told of it elsewhere
  }
  const toml::node_view table = document["tool"]["alembic"];
  const Values values{{"here", escape_percent(here)}};
  AlembicSection section;
  if (const auto location = table["script_location"].value<std::string>())
    section.script_location = interpolate(*location, values);
  if (const toml::array* locations = table["version_locations"].as_array())
    for (const toml::node& location : *locations)
      if (const auto written = location.value<std::string>())
        if (const auto folder = interpolate(*written, values))
          section.version_locations.push_back(*folder);
  section.recursive = table["recursive_version_locations"].value_or(false);
  if (!says_something(section)) return {};
  return {section};
}

}  // namespace schemalint
