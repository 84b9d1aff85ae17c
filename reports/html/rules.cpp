#include <fmt/core.h>

#include <map>

#include "analyzer/words.h"
#include "reports/html/sections.h"
#include "reports/html/writing.h"
#include "reports/markup.h"
#include "rules/registry.h"

// What the rules say whose findings the report names.

namespace schemalint::html {

namespace {

std::string code(std::string_view heading, std::string_view text) {
  text = trimmed(text, "\n");
  if (text.empty()) return {};
  return fmt::format("<h4>{}</h4><pre tabindex=\"0\"><code>{}</code></pre>\n", heading,
                     escaped(text));
}

std::string about(const Page& page, const RuleEntry& entry, size_t findings) {
  const Rule& rule = *entry.rule;
  std::string body = prose(rule.why);
  body += code("Flagged", rule.example.bad);
  body += code(rule.fix == Safety::none ? "Not flagged" : "After the fix", rule.example.good);
  if (!trimmed(rule.not_flagged).empty()) body += "<h4>Left alone</h4>" + prose(rule.not_flagged);
  if (!page.options.rule_base.empty())
    body += fmt::format("<p><a href=\"{}{}\" rel=\"noreferrer\">The page of this rule</a></p>\n",
                        escaped(page.options.rule_base), rule.name);
  return fmt::format(
      "<details class=\"rule card\" id=\"rule-{0}\"><summary><h3>{0}</h3> <span>{1}</span> <span "
      "class=\"quiet\">{2}</span></summary>\n{3}</details>\n",
      rule.name, shown(rule.summary), counted(findings, "finding"), body);
}

}  // namespace

std::string rules_section(const Page& page) {
  std::map<std::string_view, size_t> counts;
  for (const OpenFinding& open : page.progress.findings) counts[open.finding.rule]++;
  std::string body;
  for (const auto& [name, findings] : counts)
    if (const RuleEntry* entry = find_rule(name)) body += about(page, *entry, findings);
  return section("rules", "The rules behind the findings", body);
}

}  // namespace schemalint::html
