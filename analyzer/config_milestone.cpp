#include <fmt/core.h>

#include <functional>
#include <set>

#include "analyzer/toml_reader.h"

namespace schemalint {
namespace {

using Keys = std::vector<
    std::pair<std::string, std::function<void(const std::string& key, const toml::node& node)>>>;

/// Calls for each key of a table what reads it.
void read_keys(TomlReader& reader, const std::string& key, const toml::node& node,
               const Keys& keys) {
  for (auto&& [name, value] : reader.table(key, node)) {
    const std::string place = fmt::format("{}.{}", key, name.str());
    std::vector<std::string> known;
    bool found = false;
    for (const auto& [word, read] : keys) {
      known.push_back(word);
      if (found || word != name.str()) continue;
      found = true;
      reader.remember(place, value);
      read(place, value);
    }
    if (!found) reader.unknown_key(place, name, known);
  }
}

/// Calls `read` for each table of an array of tables, with its key.
void read_tables(TomlReader& reader, const std::string& key, const toml::node& node,
                 const std::function<void(const std::string& key, const toml::node& node)>& read) {
  if (!node.is_array()) reader.wrong_type(key, "an array of tables", node);
  size_t at = 0;
  for (const toml::node& element : *node.as_array()) {
    const std::string place = fmt::format("{}.{}", key, at++);
    reader.remember(place, element);
    read(place, element);
  }
}

/// A number, or a string such as "95%".
std::pair<double, bool> bound(TomlReader& reader, const std::string& key, const toml::node& node) {
  if (const auto* number = node.as_integer()) return {static_cast<double>(number->get()), false};
  if (const auto* number = node.as_floating_point()) return {number->get(), false};
  const std::string wanted = "a number or a percentage such as \"95%\"";
  if (!node.is_string()) reader.wrong_type(key, wanted, node);
  const std::string& text = node.as_string()->get();
  const bool digits = text.size() > 1 && text.ends_with('%') &&
                      text.find_first_not_of("0123456789") == text.size() - 1;
  if (!digits || text.size() > 4)
    throw reader.error(key, fmt::format("'{}' must be {}", key, wanted));
  return {std::stod(text), true};
}

class MilestoneReader {
 public:
  MilestoneReader(TomlReader& reader, Milestone& milestone)
      : reader_(reader), milestone_(milestone) {}

  void read(const std::string& key, const toml::node& node) {
    read_keys(reader_, key, node,
              {{"name", text(milestone_.name)},
               {"start", day(milestone_.start)},
               {"until", day(milestone_.until)},
               {"items",
                [&](const std::string& place, const toml::node& items) {
                  read_tables(reader_, place, items,
                              [&](const auto& at, const auto& item) { read_item(at, item); });
                }},
               {"metrics", [&](const std::string& place, const toml::node& metrics) {
                  read_tables(reader_, place, metrics,
                              [&](const auto& at, const auto& metric) { read_metric(at, metric); });
                }}});
    if (!milestone_.start.empty() && !milestone_.until.empty() &&
        milestone_.until <= milestone_.start)
      throw reader_.error(key + ".until", fmt::format("'{}.until' must be behind its start", key));
  }

 private:
  using Read = std::function<void(const std::string& key, const toml::node& node)>;

  Read text(std::string& to) {
    return [&](const std::string& key, const toml::node& node) { to = reader_.string(key, node); };
  }
  Read day(std::string& to) {
    return [&](const std::string& key, const toml::node& node) { to = reader_.day(key, node); };
  }
  Read count(int64_t& to) {
    return [&](const std::string& key, const toml::node& node) {
      to = reader_.integer(key, node);
      if (to < 0) throw reader_.error(key, fmt::format("'{}' must not be negative", key));
    };
  }
  Read limit(Bounds& bounds, std::optional<double> Bounds::*which) {
    return [this, &bounds, which](const std::string& key, const toml::node& node) {
      const auto [value, percent] = bound(reader_, key, node);
      if (!bounds.empty() && bounds.percent != percent)
        throw reader_.error(key, "both bounds must be numbers, or both percentages");
      bounds.percent = percent;
      bounds.*which = value;
      if (bounds.at_least && bounds.at_most && *bounds.at_least > *bounds.at_most)
        throw reader_.error(key, "at-least is above at-most");
    };
  }

  void read_item(const std::string& key, const toml::node& node) {
    WorkItem item;
    read_keys(
        reader_, key, node,
        {{"name", text(item.name)},
         {"title", text(item.title)},
         {"priority", text(item.priority)},
         {"rules",
          [&](const auto& at, const auto& list) { item.rules = reader_.strings(at, list); }},
         {"paths", [&](const auto& at, const auto& list) { item.paths = reader_.globs(at, list); }},
         {"metric", text(item.metric)},
         {"at-least", limit(item.bounds, &Bounds::at_least)},
         {"at-most", limit(item.bounds, &Bounds::at_most)},
         {"target", count(item.target)},
         {"points", count(item.points)},
         {"week", count(item.week)},
         {"issue", text(item.issue)}});
    if (item.name.empty()) throw reader_.error(key, "a work item needs a 'name'");
    if (!names_.insert(item.name).second)
      throw reader_.error(key, fmt::format("there are two work items called '{}'", item.name));
    if (item.rules.empty() == item.metric.empty())
      throw reader_.error(
          key, fmt::format("the work item '{}' needs either 'rules' or 'metric'", item.name));
    if (item.metric.empty() != item.bounds.empty())
      throw reader_.error(
          key, fmt::format("'at-least' and 'at-most' are the bounds of a 'metric': '{}' has only "
                           "one of the two",
                           item.name));
    if (!item.priority.empty() && item.priority != "P0" && item.priority != "P1" &&
        item.priority != "P2")
      throw reader_.error(key + ".priority", "a priority is P0, P1 or P2");
    if (item.title.empty()) item.title = item.name;
    milestone_.items.push_back(std::move(item));
  }

  void read_metric(const std::string& key, const toml::node& node) {
    MetricGoal goal;
    read_keys(reader_, key, node,
              {{"metric", text(goal.metric)},
               {"at-least", limit(goal.bounds, &Bounds::at_least)},
               {"at-most", limit(goal.bounds, &Bounds::at_most)}});
    if (goal.metric.empty()) throw reader_.error(key, "a goal needs a 'metric'");
    if (goal.bounds.empty())
      throw reader_.error(
          key, fmt::format("the goal of '{}' needs 'at-least' or 'at-most'", goal.metric));
    milestone_.metrics.push_back(std::move(goal));
  }

  TomlReader& reader_;
  Milestone& milestone_;
  std::set<std::string> names_;
};

}  // namespace

void read_milestone(TomlReader& reader, const std::string& key, const toml::node& node) {
  MilestoneReader(reader, reader.settings().milestone).read(key, node);
}

}  // namespace schemalint
