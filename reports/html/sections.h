#pragma once

#include <string>
#include <vector>

#include "analyzer/project.h"
#include "reports/html/html.h"
#include "tracking/progress.h"

namespace schemalint::html {

/// What the sections of the page are made from.
struct Page {
  const Progress& progress;
  const Project& project;
  const HtmlOptions& options;

  /// Whether there is work to burn down, counted in points.
  bool has_points() const { return progress.total_points > 0; }
};

// Every section is markup, or empty where there is nothing to say.

std::string headline(const Page& page);
std::string criteria_section(const Page& page);
std::string burn_down_section(const Page& page);
std::string items_section(const Page& page);
std::string metrics_section(const Page& page);
std::string make_up_section(const Page& page);
std::string groups_section(const Page& page);
std::string oldest_section(const Page& page);
std::string suppressions_section(const Page& page);
std::string diagram_section(const Page& page);
std::string findings_section(const Page& page);
std::string rules_section(const Page& page);

}  // namespace schemalint::html
