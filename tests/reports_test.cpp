#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "golden.h"
#include "reports/display.h"
#include "reports/report.h"
#include "reports/sarif_text.h"

using namespace schemalint;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

constinit const Rule long_name = {
    .name = "long-name",
    .summary = "A name is too long.",
    .why = "\nPostgreSQL cuts names after 63 bytes.\n",
    .example = {.file = "models.py", .bad = "\nlong\n", .good = "\nshort\n"},
    .fix = Safety::safe,
};
constinit const Rule odd_text = {
    .name = "odd-text",
    .summary = "A text is odd.",
    .why = "\nOdd texts are hard to read.\n",
    .example = {.file = "schema.sql", .bad = "\nodd\n", .good = "\neven\n"},
    .severity = Severity::error,
};
constinit const RuleEntry entries[] = {
    {"rules/names/long_name.cpp", "names", &long_name},
    {"rules/texts/odd_text.cpp", "texts", &odd_text},
};

/// One list of findings for all formats, with what makes positions hard: tabs, characters of two
/// to four bytes, wide ones, a byte order mark, "\r\n", bytes that are no UTF-8, no line end at the
/// end, a line wider than a terminal, control characters.
struct Case {
  Project project;
  std::vector<Finding> findings;

  Case() {
    add_files();
    add_findings();
    project.coverage = {.tables = 88,
                        .columns = 1170,
                        .columns_unknown = 8,
                        .relationships = 267,
                        .revisions = 143,
                        .statements = 1200};
  }

  ReportContext context() const {
    return {.project = project,
            .findings = findings,
            .rules = {&entries[0], &entries[1]},
            .suppressed = 2,
            .shown_prefix = "backend/",
            .repository_prefix = "services/backend/"};
  }

 private:
  void add_files() {
    project.files.emplace_back("app/größe [1].py", std::string(byte_order_mark) +
                                                       "import os\r\n\tx = 'é𝒳'; y = "
                                                       "Key(\"users.id\")\r\n\r\nz = 1\r\n");
    project.files.emplace_back("app/user.py", "class User(Base):\n    __tablename__ = 'users'\n");
    project.files.emplace_back(
        "db/long.sql", "-- " + std::string(200, 'a') + " ODD " + std::string(200, 'b') + "\n");
    project.files.emplace_back("app/stray.py", "日本 = 'a\xFF\x1B[31m' # \xE2\x80\xAE end\nlast");
  }

  Span find(uint32_t file, std::string_view text) const {
    const size_t begin = project.files[file].text().find(text);
    REQUIRE(begin != std::string::npos);
    return {.file = file,
            .begin = static_cast<uint32_t>(begin),
            .end = static_cast<uint32_t>(begin + text.size())};
  }
  static Span at(Span where, uint32_t begin, uint32_t end) {
    return {.file = where.file, .begin = begin, .end = end};
  }

  void add(Finding finding, const RuleEntry& entry, Severity severity) {
    finding.rule = entry.rule->name;
    finding.severity = severity;
    findings.push_back(std::move(finding));
  }

  void add_findings() {
    const Span users = find(0, "\"users.id\"");
    add({.where = users,
         .message = "key orders.user_id of Mapped[int], server_default='{}', leaves out its schema",
         .help = "write \"app.users.id\"",
         .object = "app.orders.user_id",
         .notes = {{find(0, "z"), "a place of the same file"},
                   {find(1, "User"), "the class [User] is here"},
                   {find(1, "'users'"),
                    "what is said here is longer than the line has room for, so that it goes to "
                    "lines of its own below the mark"}},
         .fix = Fix{.title = "Write the schema",
                    .safety = Safety::safe,
                    .edits = {{at(users, users.begin + 1, users.begin + 1), "app."}}}},
        entries[0], Severity::warning);
    add({.where = find(0, "y"), .message = "a second one on the line", .object = "app.orders.y"},
        entries[0], Severity::info);
    add({.where = find(0, "z"),
         .message = "100% odd: a::b, [see](x)\nand a second line",
         .help = "do this\nthen that",
         .object = "alembic:092_add",
         .detail = "z"},
        entries[1], Severity::error);
    const Span last = find(3, "last");
    const Span wide = find(3, "'a\xFF\x1B[31m'");
    add({.where = at(wide, wide.begin, last.end), .message = "spans two lines"}, entries[1],
        Severity::warning);
    add({.where = last,
         .message = "the file does not end with a line end",
         .object = "app.last",
         .fix = Fix{.title = "Append a line",
                    .safety = Safety::unsafe,
                    .edits = {{at(last, last.end, last.end), "\nmore\n"}}}},
        entries[1], Severity::error);
    add({.where = find(2, "ODD"), .message = "a line wider than a terminal"}, entries[1],
        Severity::info);
    Finding placeless{.message = "a finding without a place",
                      .notes = {{{}, "a note without a place"}}};
    placeless.notes.resize(9, {find(1, "Base"), "a place of many"});
    add(std::move(placeless), entries[1], Severity::warning);
  }
};

std::string without_colours(std::string text) {
  for (size_t begin; (begin = text.find("\x1b[")) != std::string::npos;)
    text.erase(begin, text.find('m', begin) - begin + 1);
  return text;
}

}  // namespace

TEST_CASE("reports: every format says the same findings") {
  const Case known;
  for (const ReportFormat& format : report_formats())
    check_golden(fixture("reports") / (std::string(format.name) + ".golden"),
                 format.report(known.context()));
}

TEST_CASE("reports: colours are all that colour changes, and none without") {
  const Case known;
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
  Case known;
  known.findings.resize(12, known.findings[0]);
  CHECK(full_report(known.context())
            .find(" files; 2 suppressed.\n     7  long-name\n     5  odd-text\n") !=
        std::string::npos);
}

TEST_CASE("reports: unsafe fixes are counted and shown as this run applies them") {
  const Case known;
  ReportContext context = known.context();
  context.unsafe_fixes = true;
  const std::string full = full_report(context);
  CHECK(full.find("[*] 2 fixable with `schemalint check --fix --unsafe-fixes`.") !=
        std::string::npos);
  CHECK(full.find("(unsafe fix)") == std::string::npos);
  CHECK(patch_report(context).find("+more") != std::string::npos);
}

TEST_CASE("reports: a clean project is one line, and an empty list for GitHub") {
  Case known;
  known.findings.clear();
  ReportContext context = known.context();
  context.suppressed = 0;
  CHECK(full_report(context) ==
        "No problems found in 4 files. Read 88 tables, 143 revisions; 1,162 of 1,170 columns "
        "understood (--show-unknown lists the rest).\n");
  CHECK(concise_report(context).empty());
  CHECK(github_report(context).empty());
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
  Case known;
  known.findings.resize(1);
  known.findings.resize(20, known.findings[0]);
  const std::string report = github_report(known.context());
  CHECK(std::count(report.begin(), report.end(), '\n') == 10);
  CHECK(report.ends_with("::warning title=schemalint::11 more of this level\n"));
}

TEST_CASE("sarif: no more results than GitHub takes, the worst first, and it says so") {
  Case known;
  known.project.files.emplace_back("many.py", std::string(25010, '\n'));
  Finding finding = known.findings[0];
  finding.notes.clear();
  known.findings.clear();
  for (uint32_t i = 0; i < 25010; i++) {
    finding.where = {.file = 4, .begin = i, .end = i};
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
