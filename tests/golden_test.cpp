// Every rule against its own example, then against fixtures/<rule-name>/. A case is a file or a
// folder, whose name says what has to happen:
//
//   good*             must stay silent
//   bad*              must fire and print bad*.expected
//   bad*.fixed(.ext)  is what its fixes make of it; only for rules that have a fix
//
// A folder may hold a schemalint.toml. UPDATE_GOLDEN=1 rewrites the expected output; read that diff
// as you would read code.

#include "tests/golden.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "analyzer/config.h"
#include "analyzer/load.h"
#include "reports/report.h"
#include "rules/areas.h"
#include "rules/fix_rounds.h"
#include "rules/run.h"

using namespace schemalint;
namespace fs = std::filesystem;

namespace {

using Texts = std::map<std::string, std::string>;  // by path

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// The same day in every run.
Settings with_today(Settings settings = {}) {
  settings.today = "2026-11-21";
  return settings;
}

/// What a case brings.
struct Case {
  Texts texts;
  Settings settings = with_today();
};

Case read_case(const fs::path& path) {
  Case result;
  if (fs::is_regular_file(path)) {
    result.texts[path.filename().string()] = read(path);
    return result;
  }
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), path).generic_string();
    if (name == "schemalint.toml")
      result.settings = with_today(read_configuration(entry.path(), name).settings);
    else
      result.texts[name] = read(entry.path());
  }
  return result;
}

/// A snippet of a rule's page: a line `# file: NAME` begins another file.
Case read_example(const Example& example, std::string_view text) {
  Case result;
  std::string name(example.file);
  std::istringstream lines{std::string(text.substr(text.starts_with('\n')))};
  for (std::string line; std::getline(lines, line);) {
    const size_t marker = line.find(" file: ");
    if (marker != std::string::npos && (line.starts_with("# ") || line.starts_with("-- ")))
      name = line.substr(marker + 7);
    else
      result.texts[name] += line + "\n";
  }
  if (const auto file = result.texts.extract("schemalint.toml"))
    result.settings = parse_configuration(file.mapped(), file.key()).settings;
  return result;
}

ProjectInput input_of(const Texts& texts) {
  ProjectInput input;
  for (const auto& [path, text] : texts) {
    const bool sql = path.ends_with(".sql");
    const bool data = path.ends_with(".csv") || path.ends_with(".json");
    if (!data)
      input.files.push_back(
          {.path = path, .kind = sql ? FoundFile::Kind::sql : FoundFile::Kind::python});
    input.texts.emplace_back(path, text);
  }
  return input;
}

std::string place(const Project& project, Span where) {
  if (!where.known()) return "(no place)";
  const SourceFile& file = project.files[where.file];
  const Position begin = file.position(where.begin), end = file.position(where.end);
  const std::string text = fmt::format("{}:{}:{}", file.path(), begin.line, begin.column);
  if (begin.line == end.line) return fmt::format("{}-{}", text, end.column);
  return fmt::format("{}-{}:{}", text, end.line, end.column);
}

/// Everything that a finding says, its identity included.
std::string describe(const Project& project, const Finding& finding) {
  std::string text =
      fmt::format("{}: {}: {} [{}]\n  object: {}\n", place(project, finding.where),
                  to_string(finding.severity), finding.message, finding.rule, finding.object);
  if (!finding.detail.empty()) text += fmt::format("  detail: {}\n", finding.detail);
  for (const Note& note : finding.notes)
    text += fmt::format("  note: {}: {}\n", place(project, note.where), note.message);
  if (!finding.help.empty()) text += fmt::format("  help: {}\n", finding.help);
  if (finding.fix)
    text += fmt::format("  {} fix: {}\n", finding.fix->safety == Safety::safe ? "safe" : "unsafe",
                        finding.fix->title);
  return text;
}

struct Outcome {
  std::string findings;
  Texts fixed;  ///< every file, changed or not
};

/// One rule alone; a rule about comments has to see what the others find.
std::vector<const RuleEntry*> rules_for(const RuleEntry& entry, const Settings& settings) {
  const bool last =
      std::holds_alternative<void (*)(const SuppressionUse&, Context&)>(entry.rule->check);
  if (!last) return {&entry};
  Settings with_it = settings;
  with_it.extend_select.emplace_back(entry.rule->name);
  return selected_rules(with_it);
}

Outcome run_case(const RuleEntry& entry, const Case& input) {
  const ProjectInput files = input_of(input.texts);
  const Project project = load(files, input.settings);
  Outcome outcome{.findings = {}, .fixed = input.texts};
  for (const Finding& finding : run(project, rules_for(entry, input.settings)).findings)
    if (finding.rule == entry.rule->name) outcome.findings += describe(project, finding);
  if (entry.rule->fix == Safety::none) return outcome;
  const FixOutcome fixed =
      fix_until_stable(files, input.settings, rules_for(entry, input.settings), Safety::unsafe);
  CHECK(fixed.failure == "");
  for (const FileChange& change : fixed.changes) outcome.fixed[change.path] = change.after;
  return outcome;
}

fs::path beside(const fs::path& input, std::string_view ending) {
  return input.parent_path() / (input.stem().string() + std::string(ending));
}

void check_fixed(const fs::path& input, const Outcome& outcome) {
  if (fs::is_regular_file(input)) {
    const std::string ending = ".fixed" + input.extension().string();
    return check_golden(beside(input, ending), outcome.fixed.begin()->second);
  }
  for (const auto& [path, text] : outcome.fixed) check_golden(beside(input, ".fixed") / path, text);
}

bool is_input(const fs::path& path) {
  const std::string name = path.filename().string();
  return !name.ends_with(".expected") && name.find(".fixed") == std::string::npos;
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<fs::path> inputs(const fs::path& folder) {
  std::vector<fs::path> paths = entries(folder);
  std::erase_if(paths, [](const fs::path& path) { return !is_input(path); });
  return paths;
}

}  // namespace

TEST_CASE("rules: a rule is named after its file") {
  REQUIRE_FALSE(all_rules().empty());
  for (const RuleEntry& entry : all_rules()) {
    std::string name = fs::path(entry.path).stem().string();
    std::replace(name.begin(), name.end(), '_', '-');
    CHECK(name == entry.rule->name);
    CHECK(entry.rule->summary.ends_with('.'));
    CHECK(find_rule(name) == &entry);
  }
}

TEST_CASE("rules: every area is described, and has rules") {
  std::set<std::string_view> described, used;
  for (const Area& area : all_areas()) described.insert(area.name);
  for (const RuleEntry& entry : all_rules()) used.insert(entry.area);
  CHECK(described == used);
}

TEST_CASE("rules: every example tells the truth") {
  for (const RuleEntry& entry : all_rules()) {
    const Rule& rule = *entry.rule;
    CAPTURE(rule.name);
    const Outcome bad = run_case(entry, read_example(rule.example, rule.example.bad));
    const Case good = read_example(rule.example, rule.example.good);
    CHECK(bad.findings != "");
    CHECK(run_case(entry, good).findings == "");
    if (rule.fix != Safety::none) CHECK(bad.fixed == good.texts);
  }
}

TEST_CASE("rules: every page says all there is to know") {
  for (const RuleEntry& entry : all_rules()) {
    const std::string page = rule_page(entry);
    CAPTURE(page);
    CHECK(page.starts_with(fmt::format("# {}\n", entry.rule->name)));
    for (const char* heading : {"## Why", "## Example", "## Configure", "## Suppress"})
      CHECK(page.find(heading) != std::string::npos);
    for (const RuleOption& option : entry.rule->options)
      CHECK(page.find(fmt::format("`{}`", option.key)) != std::string::npos);
  }
}

TEST_CASE("fixtures: what every rule finds, and what it leaves alone") {
  for (const RuleEntry& entry : all_rules()) {
    const fs::path folder = fixture(std::string(entry.rule->name));
    REQUIRE_MESSAGE(fs::is_directory(folder), folder.string(), " is missing");
    size_t good = 0, bad = 0;
    for (const fs::path& input : inputs(folder)) {
      const std::string name = input.filename().string();
      CAPTURE(input.string());
      const Outcome outcome = run_case(entry, read_case(input));
      if (name.starts_with("good")) {
        ++good;
        CHECK(outcome.findings == "");
        continue;
      }
      REQUIRE(name.starts_with("bad"));
      ++bad;
      CHECK(outcome.findings != "");
      check_golden(beside(input, ".expected"), outcome.findings);
      if (entry.rule->fix != Safety::none) check_fixed(input, outcome);
    }
    CAPTURE(folder.string());
    CHECK(good > 0);
    CHECK(bad > 0);
  }
}

TEST_CASE("fixtures: no expected output without its input") {
  for (const RuleEntry& entry : all_rules()) {
    const fs::path folder = fixture(std::string(entry.rule->name));
    if (!fs::is_directory(folder)) continue;
    std::vector<std::string> stems;
    for (const fs::path& input : inputs(folder)) stems.push_back(input.stem().string());
    for (const fs::path& path : entries(folder)) {
      if (is_input(path)) continue;
      const std::string name = path.filename().string();
      const std::string stem =
          name.substr(0, std::min(name.find(".fixed"), name.rfind(".expected")));
      CAPTURE(path.string());
      CHECK(std::find(stems.begin(), stems.end(), stem) != stems.end());
    }
  }
}
