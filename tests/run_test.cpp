#include "rules/run.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "analyzer/load.h"
#include "rules/select.h"

using namespace schemalint;

namespace {

bool selects(const Settings& settings, std::string_view name) {
  const std::vector<const RuleEntry*> rules = selected_rules(settings);
  return std::any_of(rules.begin(), rules.end(),
                     [&](const RuleEntry* entry) { return entry->rule->name == name; });
}

std::string error_of(const Settings& settings) {
  try {
    selected_rules(settings);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// A task with a native ENUM and a relationship that says nothing.
constexpr std::string_view models = R"(
from sqlalchemy import BigInteger, Column, Enum, ForeignKey
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Task(Base):
    __tablename__ = "tasks"
    id = Column(BigInteger, primary_key=True)
    state = Column(Enum("a", "b", name="state"))  # STATE
    steps = relationship("Step")  # STEPS


class Step(Base):
    __tablename__ = "steps"
    id = Column(BigInteger, primary_key=True)
    task_id = Column(ForeignKey("tasks.id"), index=True)
)";

/// "rule severity" of every finding, in order, then of every suppressed one.
std::string findings(Settings settings, std::string state = "", std::string steps = "") {
  std::string text(models);
  text.replace(text.find("# STATE"), 7, state);
  text.replace(text.find("# STEPS"), 7, steps);
  std::vector<SourceFile> files;
  files.emplace_back("app/models.py", text);
  const Project project = load_texts(std::move(files), settings);
  const RunResult result = run(project, selected_rules(settings));
  std::string found;
  for (const Finding& finding : result.findings)
    found += std::string(finding.rule) + " " + std::string(to_string(finding.severity)) + "\n";
  for (const Finding& finding : result.suppressed) found += "(" + std::string(finding.rule) + ")\n";
  return found;
}

}  // namespace

TEST_CASE("selection: everything that is on by default, without settings") {
  for (const RuleEntry& entry : all_rules())
    CHECK(selects({}, entry.rule->name) == entry.rule->on_by_default);
}

TEST_CASE("selection: the most specific selector wins") {
  CHECK(selects({.select = {"types"}}, "postgres-enum"));
  CHECK_FALSE(selects({.select = {"types"}}, "implicit-lazy"));
  CHECK(selects({.select = {"all"}, .ignore = {"types"}}, "implicit-lazy"));
  CHECK_FALSE(selects({.select = {"all"}, .ignore = {"types"}}, "postgres-enum"));
  CHECK(selects({.select = {"postgres-enum"}, .ignore = {"types"}}, "postgres-enum"));
  CHECK_FALSE(selects({.select = {"types"}, .ignore = {"postgres-enum"}}, "postgres-enum"));
  CHECK_FALSE(selects({.select = {"types"}, .ignore = {"types"}}, "postgres-enum"));
  CHECK(selects({.extend_select = {"postgres-enum"}, .ignore = {"types"}}, "postgres-enum"));
  CHECK(selects({.select = {"types"}, .extend_select = {"implicit-lazy"}}, "implicit-lazy"));
  CHECK(selects({.select = {"foreign-keys"}}, "missing-schema-prefix"));
  CHECK_FALSE(selects({.severity = {{"types", Severity::off}}}, "postgres-enum"));
  CHECK(selects({.severity = {{"types", Severity::off}, {"postgres-enum", Severity::info}}},
                "postgres-enum"));
}

TEST_CASE("selection: what is not known is an error with the nearest name") {
  CHECK(error_of({.select = {"postgres-enums"}}).find("'postgres-enum'") != std::string::npos);
  CHECK(error_of({.ignore = {"tenacy"}}).find("'tenancy'") != std::string::npos);
  CHECK(error_of({.extend_select = {"x-y-z"}}).find("neither a rule nor an area") !=
        std::string::npos);
  CHECK(error_of({.severity = {{"nothing", Severity::info}}}) != "no error");
  CHECK(error_of({.per_file_ignores = {{"*.py", {"nothing"}}}}) != "no error");
  Settings settings;
  settings.rule_options["missing-schema-prefix"]["styel"] = std::string("explicit");
  CHECK(error_of(settings).find("'style'") != std::string::npos);
  settings.rule_options["missing-schema-prefix"] = {{"style", true}};
  CHECK(error_of(settings).find("must be a string") != std::string::npos);
  settings.rule_options["missing-schema-prefix"] = {{"style", std::string("implicitly")}};
  CHECK(error_of(settings).find("'implicit'") != std::string::npos);
  settings.rule_options = {{"missing-prefix", {}}};
  CHECK(error_of(settings).find("no rule of this name") != std::string::npos);
}

TEST_CASE("run: findings are ordered, and the settings choose their severity") {
  CHECK(findings({}) == "postgres-enum warning\nimplicit-lazy warning\n");
  CHECK(findings({.severity = {{"types", Severity::error}}}) ==
        "postgres-enum error\nimplicit-lazy warning\n");
  CHECK(findings({.severity = {{"types", Severity::error}, {"postgres-enum", Severity::info}}}) ==
        "postgres-enum info\nimplicit-lazy warning\n");
}

TEST_CASE("run: per-file ignores") {
  CHECK(findings({.per_file_ignores = {{"app/**", {"types"}}}}) == "implicit-lazy warning\n");
  CHECK(findings({.per_file_ignores = {{"tests/**", {"types"}}}}) ==
        "postgres-enum warning\nimplicit-lazy warning\n");
  CHECK(findings({.per_file_ignores = {{"models.py", {"all"}}}}) == "");
}

TEST_CASE("run: severity by file") {
  using Severities = std::map<std::string, Severity>;
  CHECK(findings({.per_file_severity = {{"app/**", Severities{{"types", Severity::error}}}}}) ==
        "postgres-enum error\nimplicit-lazy warning\n");
  CHECK(findings({.per_file_severity = {{"tests/**", Severities{{"all", Severity::error}}}}}) ==
        "postgres-enum warning\nimplicit-lazy warning\n");
  CHECK(findings({.severity = {{"types", Severity::off}},
                  .per_file_severity = {{"app/**", Severities{{"types", Severity::info}}}}}) ==
        "postgres-enum info\nimplicit-lazy warning\n");
}

TEST_CASE("run: comments end") {
  const char* until = "# schemalint: ignore[postgres-enum until=2026-12-31] why";
  CHECK(findings({.today = "2026-12-31"}, until) == "implicit-lazy warning\n(postgres-enum)\n");
  CHECK(findings({.today = "2027-01-01"}, until) ==
        "postgres-enum warning\nexpired-suppression warning\nimplicit-lazy warning\n");
  CHECK(findings({.today = "2027-01-01"},
                 "# schemalint: ignore[postgres-enum until-revision=ab12] why") ==
        "implicit-lazy warning\n(postgres-enum)\n");
}

TEST_CASE("run: comments take findings back, and are judged") {
  CHECK(findings({}, "# schemalint: ignore[postgres-enum] why") ==
        "implicit-lazy warning\n(postgres-enum)\n");
  CHECK(findings({}, "# schemalint: ignore[types]", "# schemalint: ignore[relationships]") ==
        "(postgres-enum)\n(implicit-lazy)\n");
  CHECK(findings({}, "", "# schemalint: ignore[postgres-enum]") ==
        "postgres-enum warning\nimplicit-lazy warning\nunused-suppression warning\n");
  CHECK(findings({}, "", "# schemalint: ignore[all]") ==
        "postgres-enum warning\nimplicit-lazy warning\nunknown-suppression warning\n");
  CHECK(findings({.ignore = {"types"}}, "# schemalint: ignore[postgres-enum]") ==
        "implicit-lazy warning\n");
  CHECK(findings({.per_file_ignores = {{"app/**", {"types"}}}},
                 "# schemalint: ignore[postgres-enum]") == "implicit-lazy warning\n");
  CHECK(findings({.ignore = {"unused-suppression"}}, "", "# schemalint: ignore[postgres-enum]") ==
        "postgres-enum warning\nimplicit-lazy warning\n");
}

TEST_CASE("run: nothing is found in the source of a library") {
  std::vector<SourceFile> files;
  files.emplace_back("library.py",
                     "from sqlalchemy import Column, Enum\n"
                     "class HasState:\n"
                     "    state = Column(Enum('a', 'b', name='state'))\n");
  files.emplace_back("models.py",
                     "from library import HasState\n"
                     "from sqlalchemy import Column, Integer\n"
                     "from sqlalchemy.orm import declarative_base\n"
                     "class Task(HasState, declarative_base()):\n"
                     "    __tablename__ = 'tasks'\n"
                     "    id = Column(Integer, primary_key=True)\n");
  Project project = load_texts(std::move(files));
  const std::vector<const RuleEntry*> rules = selected_rules(project.settings);
  const std::vector<Finding> findings = run(project, rules).findings;
  REQUIRE(findings.size() == 1);
  SourceFile& file = project.files[findings[0].where.file];
  CHECK(file.path() == "library.py");
  file = SourceFile(file.path(), file.text(), SourceFile::Origin::library);
  CHECK(run(project, rules).findings.empty());
}
