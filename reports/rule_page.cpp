#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "reports/report.h"

namespace schemalint {

namespace {

std::string shown_area(const RuleEntry& entry) {
  std::string area(entry.area);
  std::replace(area.begin(), area.end(), '_', '-');
  return area;
}

std::string_view fix_text(Safety fix) {
  switch (fix) {
    case Safety::safe:
      return "safe: `--fix` applies it";
    case Safety::unsafe:
      return "unsafe: `--unsafe-fixes` applies it";
    case Safety::none:
      break;
  }
  return "none";
}

std::string section(std::string_view title, std::string_view text) {
  if (trimmed(text, "\n").empty()) return {};
  return fmt::format("\n## {}\n\n{}\n", title, trimmed(text, "\n"));
}

std::string code(std::string_view language, std::string_view text) {
  return fmt::format("```{}\n{}\n```\n", language, trimmed(text, "\n"));
}

std::string_view language_of(const Rule& rule) {
  return rule.example.file.ends_with(".sql") ? "sql" : "python";
}

std::string example(const Rule& rule) {
  return fmt::format("\n## Example\n\nFlagged:\n\n{}\n{}:\n\n{}",
                     code(language_of(rule), rule.example.bad),
                     rule.fix == Safety::none ? "Not flagged" : "After the fix",
                     code(language_of(rule), rule.example.good));
}

/// A value as TOML writes it.
std::string toml(const RuleOption& option) {
  if (const bool* flag = std::get_if<bool>(&option.fallback)) return *flag ? "true" : "false";
  if (const int* number = std::get_if<int>(&option.fallback)) return std::to_string(*number);
  return fmt::format("\"{}\"", std::get<std::string_view>(option.fallback));
}

std::string options(const Rule& rule) {
  std::string lines;
  for (const RuleOption& option : rule.options) {
    std::string choices;
    for (const std::string_view choice : option.choices)
      choices += fmt::format("{}`\"{}\"`", choices.empty() ? " One of " : ", ", choice);
    if (!choices.empty()) choices += ".";
    lines += fmt::format("- `{}` (default `{}`): {}.{}\n", option.key, toml(option), option.help,
                         choices);
  }
  return section("Options", lines);
}

std::string configuration(const RuleEntry& entry) {
  const Rule& rule = *entry.rule;
  const std::string_view other = rule.severity == Severity::error ? "warning" : "error";
  std::string text = fmt::format(
      "# schemalint.toml; in pyproject.toml the tables begin with tool.schemalint\n"
      "{} = [\"{}\"]  # or its area: \"{}\"\n\n[severity]\n{} = \"{}\"  # error, warning, info or "
      "off",
      rule.on_by_default ? "ignore" : "extend-select", rule.name, shown_area(entry), rule.name,
      other);
  if (!rule.options.empty()) text += fmt::format("\n\n[rules.{}]", rule.name);
  for (const RuleOption& option : rule.options)
    text += fmt::format("\n{} = {}", option.key, toml(option));
  return "\n## Configure\n\n" + code("toml", text);
}

std::string suppression(const Rule& rule) {
  return fmt::format(
      "\n## Suppress\n\nA comment at the end of a line takes back what is found in the declaration "
      "there; on a line of its own, in the next one. In SQL it begins with `--`.\n\n{}",
      code("python", fmt::format("# schemalint: ignore[{}] why this one stays", rule.name)));
}

}  // namespace

std::string rule_page(const RuleEntry& entry) {
  const Rule& rule = *entry.rule;
  std::string page = fmt::format("# {}\n\n{}\n\n", rule.name, rule.summary);
  page +=
      fmt::format("- Area: {}\n- Severity: {}\n- On by default: {}\n- Fix: {}\n", shown_area(entry),
                  to_string(rule.severity), rule.on_by_default ? "yes" : "no", fix_text(rule.fix));
  page += section("Why", rule.why);
  page += example(rule);
  page += section("Not flagged", rule.not_flagged);
  page += options(rule);
  page += configuration(entry);
  page += suppression(rule);
  page += section("Source", rule.source);
  return page;
}

}  // namespace schemalint
