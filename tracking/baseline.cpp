#include "tracking/baseline.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "analyzer/project.h"
#include "analyzer/words.h"
#include "tracking/identity.h"

namespace schemalint {
namespace {

constexpr std::string_view format_name = "# schemalint baseline v";
constexpr std::string_view header =
    "# schemalint baseline v1, made by `schemalint baseline write`: findings that are accepted for "
    "now.\n"
    "# Delete lines to make findings count again.\n";

/// Without a byte order mark.
std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

/// What git leaves where both sides changed the same lines.
bool is_conflict_marker(std::string_view line) {
  if (line == "=======") return true;
  for (const std::string_view sign : {"<<<<<<<", "|||||||", ">>>>>>>"})
    if (line.starts_with(sign) && (line.size() == sign.size() || line[sign.size()] == ' '))
      return true;
  return false;
}

std::string other_version(std::string_view line) {
  if (!line.starts_with(format_name)) return {};
  line.remove_prefix(format_name.size());
  const std::string_view version = line.substr(0, line.find_first_not_of("0123456789"));
  return version == "1" ? std::string() : std::string(version);
}

/// Why a line cannot stand in a baseline; empty: it can.
std::string mistake_in(std::string_view line) {
  if (is_conflict_marker(line))
    return "git could not merge this: keep the lines of both sides without its marks, then run "
           "`schemalint baseline prune`";
  if (const std::string version = other_version(line); !version.empty())
    return fmt::format("version {} of the format is not known here: use a newer schemalint",
                       version);
  if (line.empty() || line.starts_with('#') || is_identity(line)) return {};
  return "no entry: rule, object and detail are expected, parted by tabs, as `schemalint baseline "
         "write` puts them";
}

/// Rules that look at something beside the source, which a run may have been without.
bool lacks_input(std::string_view rule, const Project& project) {
  return rule == "unused-index" && project.index_statistics.empty();
}

}  // namespace

Baseline::Baseline(std::vector<std::string> entries) : entries_(std::move(entries)) {
  std::ranges::sort(entries_);
}

Baseline::Baseline(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) entries_.push_back(identity_of(finding));
  std::ranges::sort(entries_);
}

bool is_headed(std::string_view text) {
  return without_mark(text).starts_with(format_name);
}

Baseline Baseline::parse(std::string_view text, const std::string& file) {
  text = without_mark(text);
  std::vector<std::string> entries;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trimmed(line).empty()) continue;
    if (const std::string mistake = mistake_in(line); !mistake.empty())
      throw Error(fmt::format("{}:{}: {}", file, number, mistake));
    if (!line.starts_with('#')) entries.emplace_back(line);
  }
  return Baseline(std::move(entries));
}

std::string Baseline::to_text() const {
  std::string text(header);
  for (const std::string& entry : entries_) text += entry + "\n";
  return text;
}

std::vector<std::string> Baseline::without(const Baseline& other) const {
  std::vector<std::string> left;
  std::ranges::set_difference(entries_, other.entries_, std::back_inserter(left));
  return left;
}

BaselineMatch match(const Baseline& baseline, const std::vector<Finding>& findings) {
  std::map<std::string, size_t> open;
  for (const std::string& entry : baseline.entries()) open[entry]++;
  BaselineMatch match;
  for (const Finding& finding : findings) {
    const auto entry = open.find(identity_of(finding));
    match.accepted.push_back(entry != open.end() && entry->second > 0);
    if (match.accepted.back()) entry->second--;
  }
  for (const auto& [entry, count] : open) match.missing.insert(match.missing.end(), count, entry);
  return match;
}

bool is_judged(std::string_view entry, const std::vector<const RuleEntry*>& rules,
               const Project& project) {
  const RuleEntry* rule = find_rule(rule_of(entry));
  return rule != nullptr && std::ranges::find(rules, rule) != rules.end() &&
         !lacks_input(rule->rule->name, project);
}

std::string_view rule_of(std::string_view entry) {
  return entry.substr(0, entry.find('\t'));
}

}  // namespace schemalint
