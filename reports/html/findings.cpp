#include <fmt/core.h>

#include <array>
#include <map>

#include "analyzer/words.h"
#include "reports/html/sections.h"
#include "reports/html/table.h"
#include "reports/html/writing.h"

// All findings, in a table that can be filtered, and what their rules say.

namespace schemalint::html {

namespace {

/// How many rows are shown before more are asked for.
constexpr size_t first_findings = 100;

/// A thing that findings are filtered by: its values, numbered in the order in which they are
/// offered. A row says by their numbers which it has.
class Filter {
 public:
  Filter(std::string_view name, std::string_view label) : name_(name), label_(label) {}

  void add(const std::string& value) { numbers_.try_emplace(value, 0); }
  void number_them() {
    size_t next = 0;
    for (auto& [value, number] : numbers_) number = next++;
  }
  size_t number(const std::string& value) const { return numbers_.at(value); }

  std::string select() const {
    std::string options = fmt::format("<option value=\"\">{}</option>", label_);
    for (const auto& [value, number] : numbers_)
      options += fmt::format("<option value=\"{}\">{}</option>", number, shown(value));
    return fmt::format("<select aria-label=\"{}\" data-filter=\"{}\">{}</select>\n", label_, name_,
                       options);
  }

 private:
  std::string_view name_, label_;
  std::map<std::string, size_t> numbers_;
};

/// The values of a finding, in the order of the filters.
std::array<std::string, 5> values_of(const Page& page, const OpenFinding& open) {
  const auto or_else = [](const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
  };
  std::string item = "no work item";
  if (open.item && *open.item < page.progress.items.size()) {
    const WorkItem& found = *page.progress.items[*open.item].item;
    item = found.title.empty() ? found.name : found.title;
  }
  return {std::string(to_string(open.finding.severity)), area_text(open.finding.area), item,
          or_else(open.owner, "nobody"), or_else(open.finding.table, "no table")};
}

std::string filters(const std::array<Filter, 5>& all, bool has_items) {
  std::string markup =
      "<div class=\"controls filters\" role=\"search\" aria-label=\"Filter the findings\">\n"
      "<input type=\"search\" placeholder=\"Text in a finding\" aria-label=\"Text in a "
      "finding\">\n";
  for (size_t i = 0; i < all.size(); i++)
    if (i != 2 || has_items) markup += all[i].select();
  return markup + "<button type=\"button\" class=\"reset\">Show all</button></div>\n";
}

}  // namespace

std::string findings_section(const Page& page) {
  const std::vector<OpenFinding>& findings = page.progress.findings;
  if (findings.empty()) return section("findings", "All findings", "<p>There are none.</p>\n");
  std::array<Filter, 5> all = {Filter("severity", "Any severity"), Filter("area", "Any area"),
                               Filter("item", "Any work item"), Filter("owner", "Any owner"),
                               Filter("table", "Any table")};
  for (const OpenFinding& open : findings) {
    const auto values = values_of(page, open);
    for (size_t i = 0; i < all.size(); i++) all[i].add(values[i]);
  }
  for (Filter& filter : all) filter.number_them();

  const bool has_items = !page.progress.items.empty();
  std::vector<Column> columns = {{"Severity"}, {"Finding"}, {"Rule"},
                                 {"Place"},    {"Owner"},   {"Since"}};
  if (has_items) columns.insert(columns.begin() + 4, {"Work item"});
  Table table(has_items ? "sortable stack findings with-items" : "sortable stack findings",
              "Every finding that is left", columns);
  for (size_t i = 0; i < findings.size(); i++) {
    const TrackedFinding& finding = findings[i].finding;
    const auto values = values_of(page, findings[i]);
    std::string numbers;
    for (size_t each = 0; each < all.size(); each++)
      numbers += fmt::format("{}{}", numbers.empty() ? "" : " ", all[each].number(values[each]));
    std::string message = shown_with_code(finding.message);
    if (!finding.help.empty())
      message += fmt::format("<small>{}</small>", shown_with_code(finding.help));
    std::vector<Cell> cells = {
        {fmt::format("<span class=\"severity {0}\">{0}</span>", values[0]),
         fmt::format("{}", 9 - static_cast<int>(finding.severity))},
        {message},
        {rule_link(finding.rule)},
        {source_link(page, finding.path, finding.place.line)},
        {shown(values[3])},
        {since_text(findings[i].since, findings[i].older), shown(findings[i].since)}};
    if (has_items) cells.insert(cells.begin() + 4, {shown(values[2])});
    table.row(cells, fmt::format("id=\"f{}\" data-k=\"{}\"", i, numbers));
  }
  return section("findings", "All findings",
                 filters(all, has_items) +
                     fmt::format("<p class=\"count\" role=\"status\">{}</p>\n",
                                 counted(findings.size(), "finding")) +
                     table.text(first_findings));
}

}  // namespace schemalint::html
