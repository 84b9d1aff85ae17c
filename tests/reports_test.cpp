#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "golden.h"
#include "reports/display.h"
#include "reports/sarif_text.h"
#include "reports_world.h"

using namespace schemalint;

namespace {

std::string without_colours(std::string text) {
  for (size_t begin; (begin = text.find("\x1b[")) != std::string::npos;)
    text.erase(begin, text.find('m', begin) - begin + 1);
  return text;
}

}  // namespace

TEST_CASE("reports: every format says the same findings") {
  const ReportCase known;
  for (const ReportFormat& format : report_formats())
    check_golden(fixture("reports") / (std::string(format.name) + ".golden"),
                 format.report(known.context()));
}

TEST_CASE("reports: colours are all that colour changes, and none without") {
  const ReportCase known;
  ReportContext context = known.context();
  for (const Report report : {full_report, concise_report}) {
    context.colour = false;
    const std::string plain = report(context);
    CHECK(plain.find('\x1b') == std::string::npos);
    context.colour = true;
    CHECK(report(context) != plain);
    CHECK(without_colours(report(context)) == plain);
  }
}

TEST_CASE("reports: of many findings, the summary says how many there are of each rule") {
  ReportCase known;
  known.findings.resize(13, known.findings[0]);
  CHECK(full_report(known.context())
            .find(" files; 2 suppressed.\n     7  long-name\n     6  odd-text\n") !=
        std::string::npos);
}

TEST_CASE("reports: unsafe fixes are counted and shown as this run applies them") {
  const ReportCase known;
  ReportContext context = known.context();
  context.unsafe_fixes = true;
  const std::string full = full_report(context);
  CHECK(full.find("[*] 3 fixable with `schemalint check --fix --unsafe-fixes`.") !=
        std::string::npos);
  CHECK(full.find("(unsafe fix)") == std::string::npos);
  CHECK(patch_report(context).find("+more") != std::string::npos);
}

TEST_CASE("reports: a clean project is one line, and an empty list for GitHub") {
  ReportCase known;
  known.findings.clear();
  ReportContext context = known.context();
  context.suppressed = 0;
  CHECK(full_report(context) ==
        "No problems found in 5 files. Read 88 tables, 143 revisions; 1,162 of 1,170 columns "
        "understood (--show-unknown lists the rest).\n");
  CHECK(concise_report(context).empty());
  CHECK(github_report(context).empty());
  CHECK(azure_report(context).empty());
  CHECK(agent_report(context).empty());
  CHECK(json_lines_report(context).empty());
  CHECK(gitlab_report(context) == "[]\n");
  CHECK(markdown_report(context) == "## schemalint: no problems found\n\nLooked at 5 files.\n");
  CHECK(checkstyle_report(context).find("<file") == std::string::npos);
  CHECK(nlohmann::json::parse(rdjson_report(context))["diagnostics"] == nlohmann::json::array());
  const std::string junit = junit_report(context);
  CHECK(junit.find("<testsuites name=\"schemalint\" tests=\"1\" failures=\"0\"") !=
        std::string::npos);
  CHECK(junit.find("<testcase name=\"no problems found\"") != std::string::npos);
  CHECK(patch_report(context).empty());
  const auto sarif = nlohmann::json::parse(sarif_report(context));
  CHECK(sarif["runs"][0]["results"] == nlohmann::json::array());
  CHECK(nlohmann::json::parse(json_report(context))["findings"] == nlohmann::json::array());
}

TEST_CASE("reports: a project without a schema says so") {
  const Project project;
  const std::vector<Finding> findings;
  const std::string full = full_report({.project = project, .findings = findings});
  CHECK(full == "No problems found in 0 files. There are no models and no migrations.\n");
}

TEST_CASE("github: nine of a level and how many more") {
  ReportCase known;
  known.findings.resize(1);
  known.findings.resize(20, known.findings[0]);
  const std::string report = github_report(known.context());
  CHECK(std::count(report.begin(), report.end(), '\n') == 10);
  CHECK(report.ends_with("::warning title=schemalint::11 more of this level\n"));
}

TEST_CASE("sarif: no more results than GitHub takes, the worst first, and it says so") {
  ReportCase known;
  known.project.files.emplace_back("many.py", std::string(25010, '\n'));
  Finding finding = known.findings[0];
  finding.notes.clear();
  known.findings.clear();
  for (uint32_t i = 0; i < 25010; i++) {
    finding.where = {.file = 5, .begin = i, .end = i};
    finding.severity = i == 25009 ? Severity::error : Severity::info;
    known.findings.push_back(finding);
  }
  const auto run = nlohmann::json::parse(sarif_report(known.context()))["runs"][0];
  CHECK(run["results"].size() == 25000);
  CHECK(run["results"][0]["level"] == "error");
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] ==
        "10 results are left out: GitHub takes no more than 25000.");
}

TEST_CASE("sarif: texts") {
  CHECK(message_text("Mapped[int] and {}") == "Mapped[int] and {{}}");
  CHECK(message_text("[see](1)") == "\\[see\\](1)");
  CHECK(message_text("a[b[c]](d)") == "a\\[b[c]\\](d)");
  CHECK(message_text("open [ and close ]( here") == "open \\[ and close \\]( here");
  CHECK(message_text("] first") == "\\] first");
  CHECK(link_text("x[0]\\{}") == "x\\[0\\]\\\\{{}}");
  CHECK(sentence(" it is so ") == "it is so.");
  CHECK(sentence("is it?") == "is it?");
  CHECK(pascal_case("missing-schema-prefix") == "MissingSchemaPrefix");
  CHECK(uri_path("a b/[1]é:%") == "a%20b/%5B1%5D%C3%A9%3A%25");
  CHECK(utf16_length("é𝒳\xFF") == 4);
  CHECK(shortened("\n as it is \n") == "as it is");
  std::string words;
  for (int i = 0; i < 300; i++) words += "word ";
  CHECK(shortened(words).size() <= 1024);
  CHECK(shortened(words).ends_with("word…"));
}

TEST_CASE("display: widths and control characters") {
  CHECK(display_width('a') == 1);
  CHECK(display_width(U'é') == 1);
  CHECK(display_width(U'日') == 2);
  CHECK(display_width(0x0301) == 0);
  CHECK(display_width(0x1F600) == 2);
  CHECK(printable("a\x1B[31m\n\x7F") == "a␛[31m␊␡");
  CHECK(printable("\xE2\x80\xAE\xC2\x9B\xFF") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("display: a mark lies below what it marks") {
  const auto marked = [](std::string_view line, size_t begin, size_t end) {
    const ShownLine shown = shown_line(line, begin, end);
    return shown.text + "|" + std::string(shown.mark_begin, ' ') +
           std::string(shown.mark_width, '^');
  };
  CHECK(marked("ab cd", 3, 5) == "ab cd|   ^^");
  CHECK(marked("\tx\ty", 3, 4) == "    x   y|        ^");
  CHECK(marked("日本 x", 0, 6) == "日本 x|^^^^");
  CHECK(marked("日本 x", 7, 8) == "日本 x|     ^");
  CHECK(marked("", 0, 0) == "|^");
  CHECK(marked("ab", 9, 12) == "ab|  ^");

  const std::string line(5000, 'x');
  for (const size_t begin : {0, 50, 119, 120, 2500, 4995, 5000}) {
    const ShownLine shown = shown_line(line, begin, begin + 3);
    CAPTURE(begin);
    CHECK(shown.text.starts_with(begin > 40 ? "…" : "x"));
    CHECK(shown.text.ends_with(begin < 4900 ? "…" : "x"));
    CHECK(shown.mark_begin + shown.mark_width <= 122);
    CHECK(shown.mark_width == (begin == 5000 ? 1 : 3));
  }
}
