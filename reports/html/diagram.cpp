#include "reports/diagram/diagram.h"

#include <fmt/core.h>

#include <vector>

#include "analyzer/tenancy.h"
#include "analyzer/words.h"
#include "reports/diagram/overlays.h"
#include "reports/diagram/svg.h"
#include "reports/html/sections.h"
#include "reports/html/writing.h"

// The schema as it is drawn, with its tenants and its findings.

namespace schemalint::html {

namespace {

/// As much of a finding as says what it is about.
Finding finding_of(const TrackedFinding& tracked) {
  Finding finding;
  finding.rule = tracked.rule;
  finding.severity = tracked.severity;
  finding.object = tracked.object;
  finding.detail = tracked.detail;
  finding.message = tracked.message;
  return finding;
}

Diagram marked_diagram(const Page& page, const Schema& schema) {
  const Settings& settings = page.project.settings;
  Diagram diagram = diagram_of(schema);
  mark_tenants(diagram, schema, find_tenancy(schema, settings), settings);
  std::vector<Finding> findings;
  for (const OpenFinding& open : page.progress.findings)
    findings.push_back(finding_of(open.finding));
  mark_findings(diagram, findings);
  return diagram;
}

constexpr std::string_view controls =
    "<div class=\"controls\" role=\"toolbar\" aria-label=\"Diagram\">\n"
    "<button type=\"button\" data-zoom=\"1.35\" aria-label=\"Zoom in\">+</button>\n"
    "<button type=\"button\" data-zoom=\"0.74\" aria-label=\"Zoom out\">−</button>\n"
    "<button type=\"button\" data-zoom=\"0\">Reset</button>\n"
    "<input type=\"search\" list=\"tables\" placeholder=\"Find a table\" "
    "aria-label=\"Find a table in the diagram\"><datalist id=\"tables\"></datalist>\n"
    "<span class=\"found\" role=\"status\"></span></div>\n";

constexpr std::string_view hint =
    "<p class=\"controls hint\">Drag to move; pinch, or Ctrl and the wheel, to zoom. Once the "
    "diagram "
    "is clicked, the wheel alone zooms, and so do the keys +, − and 0; the arrows move it. A click "
    "on "
    "a table shows its findings in the table below.</p>\n";

}  // namespace

std::string diagram_section(const Page& page) {
  const Schema schema = tenancy_schema(page.project);
  const Diagram diagram = marked_diagram(page, schema);
  if (diagram.tables.empty())
    return section("diagram", "Schema", "<p>The project declares no tables.</p>\n");
  const std::string counts = fmt::format("<p>{} and {}. Tables with findings lead to them.</p>\n",
                                         counted(diagram.tables.size(), "table"),
                                         counted(diagram.edges.size(), "foreign key"));
  return section("diagram", "Schema",
                 counts + std::string(controls) +
                     "<div class=\"viewport card\" tabindex=\"0\" role=\"group\" "
                     "aria-label=\"Entity diagram of the schema\">\n" +
                     diagram_element(diagram) + "</div>\n" + std::string(hint));
}

}  // namespace schemalint::html
