// What the formats for other systems have to get right beside the goldens of reports_test.cpp.

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "reports/log_command.h"
#include "reports/markup.h"
#include "reports/places.h"
#include "reports_world.h"
#include "tracking/identity.h"

using namespace schemalint;
using Json = nlohmann::json;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

size_t line_count(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The part of a list whose "message" or "description" holds a text.
Json with_text(const Json& list, const std::string& key, std::string_view text) {
  for (const Json& each : list)
    if (holds(each[key].is_string() ? each[key].get<std::string>()
                                    : each[key]["text"].get<std::string>(),
              text))
      return each;
  FAIL("nothing says ", text);
  return {};
}

}  // namespace

// The key of the second line of app/größe [1].py, which has a byte order mark and "\r\n":
//
//     TAB x = 'é𝒳'; y = Key("users.id")
//
// Before it stand 19 code points: 20 UTF-16 units, because 𝒳 takes two, and 23 bytes, because é
// takes two and 𝒳 four. It is ten ASCII characters long. The name "os" of the first line is behind
// the byte order mark of three bytes and "import ".
TEST_CASE("formats: each counts columns in its own unit") {
  const ReportCase known;
  const ReportContext context = known.context();

  for (const Report report : {concise_report, agent_report}) {
    CHECK(holds(report(context), "backend/app/größe [1].py:2:20: "));
    CHECK(holds(report(context), "backend/app/größe [1].py:1:8: "));
  }
  CHECK(holds(github_report(context), "größe [1].py,line=2,endLine=2,col=20,endColumn=30,"));
  CHECK(holds(github_report(context), "größe [1].py,line=1,endLine=1,col=8,endColumn=10,"));
  CHECK(holds(azure_report(context), "größe [1%5D.py;linenumber=2;columnnumber=20;"));
  CHECK(holds(azure_report(context), "größe [1%5D.py;linenumber=1;columnnumber=8;"));
  CHECK(holds(checkstyle_report(context), "<error line=\"2\" column=\"20\" severity=\"warning\""));
  CHECK(holds(checkstyle_report(context), "<error line=\"1\" column=\"8\" severity=\"info\""));
  CHECK(holds(junit_report(context), "services/backend/app/größe [1].py:2:20: key"));

  const Json sarif = Json::parse(sarif_report(context))["runs"][0]["results"];
  const auto region = [&](std::string_view text) {
    return with_text(sarif, "message", text)["locations"][0]["physicalLocation"]["region"];
  };
  CHECK(region("leaves out its schema") ==
        Json{{"startLine", 2}, {"startColumn", 21}, {"endLine", 2}, {"endColumn", 31}});
  CHECK(region("byte order mark") ==
        Json{{"startLine", 1}, {"startColumn", 8}, {"endLine", 1}, {"endColumn", 10}});

  const Json rdjson = Json::parse(rdjson_report(context))["diagnostics"];
  const auto range = [](int line, int begin, int end) {
    return Json{{"start", {{"line", line}, {"column", begin}}},
                {"end", {{"line", line}, {"column", end}}}};
  };
  const Json key = with_text(rdjson, "message", "leaves out its schema");
  CHECK(key["location"]["range"] == range(2, 24, 34));
  CHECK(key["suggestions"][0] == Json{{"range", range(2, 25, 25)}, {"text", "app."}});
  const Json marked = with_text(rdjson, "message", "byte order mark");
  CHECK(marked["location"]["range"] == range(1, 11, 13));
}

TEST_CASE("formats: paths lead from where their reader stands") {
  const ReportCase known;
  const ReportContext context = known.context();
  CHECK(Json::parse(gitlab_report(context))[0]["location"]["path"] ==
        "services/backend/app/größe [1].py");
  CHECK(Json::parse(rdjson_report(context))["diagnostics"][0]["location"]["path"] ==
        "backend/app/größe [1].py");
  const Finding placeless;
  CHECK(path_of(known.project, placeless, "services/backend/") == "services/backend");
  CHECK(path_of(known.project, placeless, "") == ".");
}

TEST_CASE("gitlab: fingerprints know neither lines nor what else there is") {
  ReportCase known;
  const auto fingerprints = [&] {
    std::set<std::string> all;
    for (const Json& violation : Json::parse(gitlab_report(known.context())))
      all.insert(violation["fingerprint"]);
    return all;
  };
  known.findings.push_back(known.findings[0]);  // the same once more
  const std::set<std::string> before = fingerprints();
  CHECK(before.size() == known.findings.size());

  std::reverse(known.findings.begin(), known.findings.end());
  for (Finding& finding : known.findings) finding.where = {.file = 1, .begin = 4, .end = 5};
  CHECK(fingerprints() == before);

  const auto last = std::find_if(known.findings.begin(), known.findings.end(),
                                 [](const Finding& each) { return each.object == "app.last"; });
  REQUIRE(last != known.findings.end());
  const std::string gone = fingerprint_of(identity_of(*last), 1);
  known.findings.erase(last);
  std::set<std::string> expected = before;
  CHECK(expected.erase(gone) == 1);
  CHECK(fingerprints() == expected);
}

TEST_CASE("junit: no two tests have one name, and a hint fails none") {
  ReportCase known;
  known.findings.push_back(known.findings[0]);
  const std::string report = junit_report(known.context());
  CHECK(holds(report, "<testcase name=\"long-name app.orders.user_id\" "));
  CHECK(holds(report, "<testcase name=\"long-name app.orders.user_id (2)\" "));
  CHECK(holds(report, "<testsuites name=\"schemalint\" tests=\"10\" failures=\"7\" errors=\"0\">"));
  CHECK(holds(report, "classname=\"services/backend/app/größe [1]\""));
}

TEST_CASE("log commands: a name begins none") {
  const ReportCase known;
  const std::string github = github_report(known.context());
  const std::string azure = azure_report(known.context());
  CHECK(line_count(github) == known.findings.size());
  CHECK(line_count(azure) == known.findings.size());
  CHECK(holds(github, "file=services/backend/db/50%252C a%3A%3Ab%2C \"c\" <d>&e;"));
  CHECK(holds(github, "%0A%3A%3Aerror") == false);  // data: colons end nothing there
  CHECK(holds(github, "%0A::error::no command%0D%0A##vso[no]%0Arename 50%252C"));
  CHECK(holds(azure, "sourcepath=services/backend/db/50%AZP252C a::b, \"c\" <d>&e%3B %5D%5D> "));
  CHECK(holds(azure, "]name 50%AZP252C"));
  CHECK(encoded("\xFF\r%", "\r") == "\xEF\xBF\xBD%0D%25");
}

TEST_CASE("github: of the nine that are shown, as many rules as possible") {
  ReportCase known;
  const Finding often = known.findings[0];
  Finding once = known.findings[0];
  once.rule = "odd-text";
  known.findings.assign(30, often);
  known.findings.push_back(once);
  const std::string report = github_report(known.context());
  CHECK(line_count(report) == 10);
  CHECK(holds(report, "title=odd-text::"));
  CHECK(report.ends_with("::warning title=schemalint::22 more of this level\n"));
}

TEST_CASE("rdjson: a suggestion is the whole of a safe fix in one file, or there is none") {
  ReportCase known;
  const auto suggestions = [&](std::vector<Edit> edits, Safety safety = Safety::safe) {
    known.findings.resize(1);
    known.findings[0].fix = Fix{.title = "Mend", .safety = safety, .edits = std::move(edits)};
    const Json diagnostics = Json::parse(rdjson_report(known.context()))["diagnostics"];
    return diagnostics[0].value("suggestions", Json::array());
  };
  const auto edit = [](uint32_t file, uint32_t begin, uint32_t end, std::string text) {
    return Edit{{.file = file, .begin = begin, .end = end}, std::move(text)};
  };
  const auto position = [](int line, int column) {
    return Json{{"line", line}, {"column", column}};
  };

  // File 1: "class User(Base):\n    __tablename__ = 'users'\n"
  const Json both = suggestions({edit(1, 38, 45, "'people'"), edit(1, 6, 10, "Person")});
  REQUIRE(both.size() == 1);
  CHECK(both[0]["range"]["start"] == position(1, 7));
  CHECK(both[0]["range"]["end"] == position(2, 28));
  CHECK(both[0]["text"] == "Person(Base):\n    __tablename__ = 'people'");

  // File 0 has "\r\n" and a byte order mark, which stays in front.
  const Json first = suggestions({edit(0, 0, 0, "import re\n")});
  REQUIRE(first.size() == 1);
  CHECK(first[0]["range"]["start"] == position(1, 4));
  CHECK(first[0]["range"]["end"] == position(1, 4));
  CHECK(first[0]["text"] == "import re\r\n");

  CHECK(suggestions({edit(1, 6, 10, "Person")}, Safety::unsafe).empty());
  CHECK(suggestions({edit(1, 6, 10, "Person"), edit(0, 3, 9, "from")}).empty());
  CHECK(suggestions({edit(3, 0, 12, "\xFF")}).empty());
  CHECK(suggestions({edit(1, 6, 100, "outside")}).empty());
  CHECK(suggestions({edit(9, 0, 0, "no such file")}).empty());
  CHECK(suggestions({}).empty());

  known.project.files.emplace_back("long.py", std::string(21, '\n'));
  CHECK(suggestions({edit(5, 0, 0, "a"), edit(5, 19, 19, "b")}).size() == 1);
  CHECK(suggestions({edit(5, 0, 0, "a"), edit(5, 20, 20, "b")}).empty());
}

TEST_CASE("agent: one line a finding, with what to do about it") {
  const ReportCase known;
  const std::string report = agent_report(known.context());
  CHECK(line_count(report) == known.findings.size());
  CHECK(holds(report, "; fix with --fix: Write the schema: insert `app.` at 2:21\n"));
  CHECK(holds(report, "; fix with --fix --unsafe-fixes: Append a line\n"));
  CHECK(holds(report, "; help: do this then that\n"));
  CHECK(holds(report, "`1` -> `50%2C"));
}

TEST_CASE("markdown: no more than GitHub takes, the most severe first, and it says so") {
  ReportCase known;
  Finding finding = known.findings[0];
  finding.message.assign(100'000, '@');
  known.findings.assign(1'000, finding);
  known.findings.back().severity = Severity::error;
  const std::string report = markdown_report(known.context());
  CHECK(report.size() <= 900'000);
  CHECK(report.size() > 800'000);
  CHECK(holds(report, "|---|---|---|---|\n| error | "));
  CHECK(report.ends_with(" more are not listed here.\n"));
}

TEST_CASE("markup: text for XML and HTML") {
  CHECK(escaped("a<b>&\"c\" 'd' ]]>") == "a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39; ]]&gt;");
  CHECK(escaped("a\tb\r\nc") == "a&#9;b&#13;&#10;c");
  CHECK(escaped(std::string("\0\x01\x1B[31m\x0B", 8)) == "[31m");
  CHECK(escaped("\xEF\xBF\xBE\xEF\xBF\xBF") == "");
  CHECK(escaped("\xFF\xED\xA0\x80 é𝒳") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD é𝒳");
}

TEST_CASE("markup: text for a cell of a Markdown table") {
  CHECK(markdown_cell("a|b `c` *d* _e_ [f](g) ~h~ \\") ==
        "a\\|b \\`c\\` \\*d\\* \\_e\\_ \\[f\\](g) \\~h\\~ \\\\");
  CHECK(markdown_cell("<img src=x> & \"y\"") == "&lt;img src=x&gt; &amp; \"y\"");
  CHECK(markdown_cell("two\nlines\r") == "two lines␍");
  CHECK(markdown_cell("@team") == "@<!-- -->team");
  CHECK(markdown_cell("\xFF é") == "\xEF\xBF\xBD é");
}

TEST_CASE("markup: a text is cut between characters") {
  CHECK(cut_at("short", 5) == "short");
  CHECK(cut_at("longer", 5) == "lo…");
  CHECK(cut_at("éééé", 6) == "é…");
  CHECK(cut_at("aaaa", 3) == "…");
}
