#include "analyzer/toml_reader.h"

#include <fmt/core.h>

#include <filesystem>

#include "analyzer/nearest.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

std::string_view describe(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

}  // namespace

void TomlReader::wrong_type(const std::string& key, std::string_view wanted,
                            const toml::node& node) const {
  throw Error(placed(configuration_.file, position(node.source()),
                     fmt::format("'{}' must be {}, not {}", key, wanted, describe(node))));
}

const toml::table& TomlReader::table(const std::string& key, const toml::node& node) const {
  if (!node.is_table()) wrong_type(key, "a table", node);
  return *node.as_table();
}

std::string TomlReader::string(const std::string& key, const toml::node& node) const {
  if (!node.is_string()) wrong_type(key, "a string", node);
  return node.as_string()->get();
}

std::vector<std::string> TomlReader::strings(const std::string& key, const toml::node& node) {
  if (!node.is_array()) wrong_type(key, "an array of strings", node);
  std::vector<std::string> result;
  for (const toml::node& element : *node.as_array()) {
    const std::string place = fmt::format("{}.{}", key, result.size());
    remember(place, element);
    result.push_back(string(place, element));
    if (result.back().empty()) throw configuration_.error(place, "an empty string means nothing");
  }
  return result;
}

std::vector<std::string> TomlReader::globs(const std::string& key, const toml::node& node) {
  std::vector<std::string> result = strings(key, node);
  for (size_t i = 0; i < result.size(); ++i) {
    const fs::path glob(result[i]);
    if (glob.is_absolute() || *glob.begin() == "..")
      throw configuration_.error(fmt::format("{}.{}", key, i),
                                 fmt::format("'{}' must lie below the project's root", result[i]));
  }
  return result;
}

void TomlReader::unknown_key(const std::string& key, const toml::key& written,
                             const std::vector<std::string>& known) {
  configuration_.places[key] = position(written.source());
  throw error(key, fmt::format("unknown key '{}'.{}", key, did_you_mean(written.str(), known)));
}

int64_t TomlReader::integer(const std::string& key, const toml::node& node) const {
  if (!node.is_integer()) wrong_type(key, "an integer", node);
  return node.as_integer()->get();
}

std::string TomlReader::day(const std::string& key, const toml::node& node) const {
  if (const auto* date = node.as_date()) {
    const toml::date& day = date->get();
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
  }
  if (node.is_string() && is_date(node.as_string()->get())) return node.as_string()->get();
  wrong_type(key, "a day such as 2026-06-29", node);
}

}  // namespace schemalint
