#include <fmt/core.h>

#include <algorithm>

#include "reports/markup.h"
#include "reports/places.h"
#include "reports/report.h"
#include "tracking/identity.h"

namespace schemalint {

// JUnit's XML as Jenkins and GitLab read it: a suite for each file, a test case for each finding.
// Both know a test by its suite, class and name, so that names have to be unique and to last. The
// attributes are those that the schemas of Jenkins agree on; there are none for lines.

namespace {

/// Jenkins takes the last dot of a class as the end of its package, so the ending goes.
std::string class_name(std::string_view path) {
  const size_t dot = path.rfind('.');
  const size_t folder = path.rfind('/');
  const size_t name = folder == std::string_view::npos ? 0 : folder + 1;
  return std::string(dot == std::string_view::npos || dot <= name ? path : path.substr(0, dot));
}

std::string test_name(const Finding& finding, Occurrences& occurrences) {
  const size_t number = occurrences.next(identity_of(finding));
  std::string name(finding.rule);
  if (!finding.object.empty()) name += " " + finding.object;
  if (!finding.detail.empty()) name += ": " + finding.detail;
  if (number > 1) name += fmt::format(" ({})", number);
  return name;
}

/// Where it is, what is wrong, what else belongs to it and what to do.
std::string description(const Finding& finding, const std::string& path, const Project& project) {
  std::string text = path;
  if (finding.where.known()) {
    const Position begin = place_of(project, finding.where).begin;
    text += fmt::format(":{}:{}", begin.line, begin.column);
  }
  text += ": " + finding.message;
  if (!finding.help.empty()) text += "\n" + finding.help;
  return text;
}

bool is_failure(const Finding& finding) {
  return finding.severity != Severity::info;
}

/// A hint fails no test: as with the exit status, nothing is broken because of it.
std::string test_case(const Finding& finding, const std::string& path, const ReportContext& context,
                      Occurrences& occurrences) {
  const std::string text = escaped(description(finding, path, context.project));
  const std::string outcome =
      is_failure(finding) ? fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>",
                                        to_string(finding.severity), escaped(finding.message), text)
                          : fmt::format("<skipped>{}</skipped>", text);
  return fmt::format("    <testcase name=\"{}\" classname=\"{}\">\n      {}\n    </testcase>\n",
                     escaped(test_name(finding, occurrences)), escaped(class_name(path)), outcome);
}

std::string suite(const std::string& name, size_t tests, size_t failures,
                  const std::string& cases) {
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n"
      "{}  </testsuite>\n",
      escaped(name), tests, failures, tests - failures, cases);
}

/// Jenkins calls a report without tests a mistake.
std::string passed_suite() {
  return "  <testsuite name=\"schemalint\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n"
         "    <testcase name=\"no problems found\" classname=\"schemalint\"/>\n"
         "  </testsuite>\n";
}

}  // namespace

std::string junit_report(const ReportContext& context) {
  Occurrences occurrences;
  std::string suites;
  for (const FileFindings& file :
       by_file(context.project, context.findings, context.repository_prefix)) {
    std::string cases;
    size_t failures = 0;
    for (const Finding* finding : file.findings) {
      cases += test_case(*finding, file.path, context, occurrences);
      failures += is_failure(*finding);
    }
    suites += suite(file.path, file.findings.size(), failures, cases);
  }
  const auto failures = static_cast<size_t>(
      std::count_if(context.findings.begin(), context.findings.end(), is_failure));
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"schemalint\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}"
      "</testsuites>\n",
      std::max<size_t>(context.findings.size(), 1), failures,
      suites.empty() ? passed_suite() : suites);
}

}  // namespace schemalint
