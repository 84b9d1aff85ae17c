#include "analyzer/fix.h"

#include <doctest/doctest.h>

#include <string>

#include "rules/fix_rounds.h"

using namespace schemalint;

namespace {

Edit edit(uint32_t file, uint32_t begin, uint32_t end, std::string text) {
  return {.where = {.file = file, .begin = begin, .end = end}, .text = std::move(text)};
}

Finding fixed_by(std::vector<Edit> edits, Safety safety = Safety::safe) {
  Finding finding;
  finding.fix = Fix{.title = "Mend it", .safety = safety, .edits = std::move(edits)};
  return finding;
}

/// Applies fixes to one text; what could not be applied yet is said behind it: "text +1 waiting".
std::string applied(std::string text, const std::vector<Finding>& findings) {
  std::deque<SourceFile> files;
  files.emplace_back("m.py", text);
  const FixResult result = apply_fixes(files, findings, Safety::safe);
  if (result.texts.contains(0)) text = result.texts.at(0);
  if (!result.waiting.empty()) text += " +" + std::to_string(result.waiting.size()) + " waiting";
  return text;
}

}  // namespace

TEST_CASE("fix: edits are applied by place, whatever their order") {
  CHECK(applied("one two three", {fixed_by({edit(0, 8, 13, "3"), edit(0, 0, 3, "1")}),
                                  fixed_by({edit(0, 4, 7, "2")})}) == "1 2 3");
  CHECK(applied("ab", {fixed_by({edit(0, 2, 2, "c"), edit(0, 0, 0, "_")})}) == "_abc");
  CHECK(applied("", {fixed_by({edit(0, 0, 0, "x")})}) == "x");
  const std::string bytes("a\xFF\0\r z", 6);
  CHECK(applied(bytes, {fixed_by({edit(0, 0, 1, "b")})}) == "b" + bytes.substr(1));
}

TEST_CASE("fix: the first of two that overlap wins, the other waits as a whole") {
  CHECK(applied("abcdef", {fixed_by({edit(0, 1, 3, "_")}), fixed_by({edit(0, 2, 4, "-")})}) ==
        "a_def +1 waiting");
  CHECK(applied("abcdef", {fixed_by({edit(0, 1, 3, "_")}),
                           fixed_by({edit(0, 5, 6, "-"), edit(0, 0, 2, "-")})}) ==
        "a_def +1 waiting");
  CHECK(applied("abcdef", {fixed_by({edit(0, 0, 6, "_")}), fixed_by({edit(0, 2, 4, "-")})}) ==
        "_ +1 waiting");
}

TEST_CASE("fix: replacements may touch, insertions may not") {
  CHECK(applied("abcd", {fixed_by({edit(0, 0, 2, "1")}), fixed_by({edit(0, 2, 4, "2")})}) == "12");
  CHECK(applied("abcd", {fixed_by({edit(0, 2, 2, "1")}), fixed_by({edit(0, 2, 2, "2")})}) ==
        "ab1cd +1 waiting");
  CHECK(applied("abcd", {fixed_by({edit(0, 0, 2, "1")}), fixed_by({edit(0, 2, 2, "2")})}) ==
        "1cd +1 waiting");
  CHECK(applied("abcd", {fixed_by({edit(0, 2, 2, "1")}), fixed_by({edit(0, 0, 2, "2")})}) ==
        "ab1cd +1 waiting");
}

TEST_CASE("fix: what two fixes have in common is done once") {
  const Finding insertion = fixed_by({edit(0, 1, 1, "x")});
  CHECK(applied("ab", {insertion, insertion}) == "axb");
  CHECK(applied("abc", {fixed_by({edit(0, 0, 1, "x"), edit(0, 1, 2, "y")}),
                        fixed_by({edit(0, 0, 1, "x"), edit(0, 2, 3, "z")})}) == "xyz");
}

TEST_CASE("fix: one fix may insert several times at one place, in its order") {
  CHECK(applied("ab", {fixed_by({edit(0, 1, 1, "1"), edit(0, 1, 1, "2")})}) == "a12b");
  CHECK(applied("ab", {fixed_by({edit(0, 1, 1, ")"), edit(0, 1, 1, ")")})}) == "a))b");
  CHECK(applied("ab", {fixed_by({edit(0, 1, 2, "B"), edit(0, 1, 1, "_")})}) == "a_B");
}

TEST_CASE("fix: all edits or none") {
  CHECK(applied("abc", {fixed_by({edit(0, 0, 1, "x"), edit(0, 2, 9, "y")})}) == "abc");
  CHECK(applied("abc", {fixed_by({edit(0, 0, 1, "x"), edit(7, 0, 0, "y")})}) == "abc");
  CHECK(applied("abc", {fixed_by({edit(0, 0, 1, "x"), {.where = {}, .text = "y"}})}) == "abc");
  CHECK(applied("abc", {fixed_by({edit(0, 2, 1, "x")})}) == "abc");
  CHECK(applied("abc", {fixed_by({edit(0, 0, 2, "x"), edit(0, 1, 3, "y")})}) == "abc");
  CHECK(applied("abc", {fixed_by({edit(0, 0, 2, "x"), edit(0, 1, 1, "y")})}) == "abc");
}

TEST_CASE("fix: one that changes nothing is none") {
  std::deque<SourceFile> files;
  files.emplace_back("m.py", "abc");
  const FixResult result =
      apply_fixes(files, {fixed_by({edit(0, 0, 1, "a")}), fixed_by({})}, Safety::safe);
  CHECK(result.texts.empty());
  CHECK(result.fixed.empty());
}

TEST_CASE("fix: line ends and byte order mark stay") {
  CHECK(applied("a\r\nb\r\n", {fixed_by({edit(0, 3, 3, "x\ny\r\n")})}) == "a\r\nx\r\ny\r\nb\r\n");
  CHECK(applied("a\nb\n", {fixed_by({edit(0, 2, 2, "x\r\n")})}) == "a\nx\nb\n");
  CHECK(applied("\xEF\xBB\xBF"
                "ab",
                {fixed_by({edit(0, 0, 0, "x")}), fixed_by({edit(0, 4, 5, "y")})}) ==
        "\xEF\xBB\xBF"
        "xay");
  CHECK(applied("\xEF\xBB\xBF"
                "ab",
                {fixed_by({edit(0, 0, 4, "x")})}) ==
        "\xEF\xBB\xBF"
        "xb");
}

TEST_CASE("fix: safety and untouchable files decide which are applied") {
  std::deque<SourceFile> files;
  files.emplace_back("a.py", "a");
  files.emplace_back("b.py", "b");
  const std::vector<Finding> findings = {
      fixed_by({edit(0, 0, 1, "safe")}), fixed_by({edit(1, 0, 1, "unsafe")}, Safety::unsafe),
      fixed_by({edit(1, 0, 1, "shown")}, Safety::none), Finding{}};

  const FixResult safe = apply_fixes(files, findings, Safety::safe);
  CHECK(safe.texts == std::map<uint32_t, std::string>{{0, "safe"}});
  CHECK(safe.fixed == std::vector<size_t>{0});
  const FixResult all = apply_fixes(files, findings, Safety::unsafe);
  CHECK(all.texts == std::map<uint32_t, std::string>{{0, "safe"}, {1, "unsafe"}});
  CHECK(all.fixed == std::vector<size_t>{0, 1});
  CHECK(apply_fixes(files, findings, Safety::unsafe, {0}).fixed == std::vector<size_t>{1});
  const Finding both = fixed_by({edit(0, 0, 1, "x"), edit(1, 0, 1, "y")});
  CHECK(apply_fixes(files, {both}, Safety::safe, {1}).texts.empty());
}

// Rules of the tests: each replaces the text that it looks for, in every file.

namespace {

void replace_all(const Project& project, Context& context, std::string_view old,
                 std::string_view replacement) {
  for (uint32_t file = 0; file < project.files.size(); file++) {
    const size_t found = project.files[file].text().find(old);
    if (found == std::string::npos) continue;
    const auto begin = static_cast<uint32_t>(found);
    const auto end = static_cast<uint32_t>(found + old.size());
    Finding finding = fixed_by({edit(file, begin, end, std::string(replacement))});
    finding.where = {.file = file, .begin = begin, .end = end};
    finding.message = "found";
    context.report(std::move(finding));
  }
}

constinit const Rule halve = {.name = "halve",
                              .check = +[](const Project& project, Context& context) {
                                replace_all(project, context, "two two", "two");
                              }};
constinit const Rule to_b = {.name = "to-b",
                             .check = +[](const Project& project, Context& context) {
                               replace_all(project, context, "= a", "= b");
                             }};
constinit const Rule to_a = {.name = "to-a",
                             .check = +[](const Project& project, Context& context) {
                               replace_all(project, context, "= b", "= a");
                             }};
constinit const Rule grow = {.name = "grow",
                             .check = +[](const Project& project, Context& context) {
                               replace_all(project, context, "= a", "= aa");
                             }};
constinit const Rule broken = {.name = "break",
                               .check = +[](const Project& project, Context& context) {
                                 replace_all(project, context, "= a", "= (");
                               }};

/// Only files that may declare part of a schema are read.
constexpr std::string_view header = "# sqlalchemy\n";

FixOutcome fixed(const std::vector<std::pair<std::string, std::string>>& files,
                 const std::vector<const Rule*>& rules,
                 const std::function<bool(std::string_view)>& wanted = {}) {
  std::vector<RuleEntry> entries;
  for (const Rule* rule : rules) entries.push_back({"rules/tests/rule.cpp", "tests", rule});
  std::vector<const RuleEntry*> chosen;
  for (const RuleEntry& entry : entries) chosen.push_back(&entry);
  ProjectInput input;
  for (const auto& [path, text] : files) {
    input.files.push_back({.path = path, .kind = FoundFile::Kind::python});
    input.texts.emplace_back(path, std::string(header) + text);
  }
  const auto in_wanted_files = [&](const Project& project, const std::vector<Finding>& findings) {
    std::vector<Finding> picked;
    for (const Finding& finding : findings)
      if (wanted(project.files[finding.where.file].path())) picked.push_back(finding);
    return picked;
  };
  return fix_until_stable(input, {}, chosen, Safety::safe,
                          wanted ? ChooseFindings(in_wanted_files) : ChooseFindings());
}

std::string without_header(const std::string& text) {
  REQUIRE(text.starts_with(header));
  return text.substr(header.size());
}

std::string changes(const FixOutcome& outcome) {
  std::string text;
  for (const FileChange& change : outcome.changes)
    text += change.path + ": " + without_header(change.before) + " -> " +
            without_header(change.after) + "\n";
  return text;
}

}  // namespace

TEST_CASE("fix rounds: until there is nothing left to fix") {
  const FixOutcome outcome = fixed({{"m.py", "'two two two two'"}, {"n.py", "1"}}, {&halve});
  CHECK(changes(outcome) == "m.py: 'two two two two' -> 'two'\n");
  CHECK(outcome.rounds == 3);
  CHECK(outcome.fixed == std::map<std::string, size_t>{{"halve", 3}});
  CHECK(outcome.result.findings.empty());
  CHECK(outcome.failure.empty());
}

TEST_CASE("fix rounds: only in the files that are wanted") {
  const FixOutcome outcome = fixed({{"m.py", "'two two'"}, {"n.py", "'two two'"}}, {&halve},
                                   [](std::string_view path) { return path == "n.py"; });
  CHECK(changes(outcome) == "n.py: 'two two' -> 'two'\n");
  CHECK(outcome.result.findings.size() == 1);
}

TEST_CASE("fix rounds: fixes that undo each other are a failure and change nothing") {
  const FixOutcome outcome = fixed({{"m.py", "x = a"}}, {&to_a, &to_b});
  CHECK(outcome.failure == "the fixes of to-a undo each other");
  CHECK(changes(outcome).empty());
  CHECK(outcome.fixed.empty());
  REQUIRE(outcome.project.files.size() == 1);
  CHECK(without_header(outcome.project.files[0].text()) == "x = a");
  CHECK(outcome.result.findings.size() == 1);
}

TEST_CASE("fix rounds: fixes without an end are a failure") {
  const FixOutcome outcome = fixed({{"m.py", "x = a"}}, {&grow});
  CHECK(outcome.failure == "the fixes of grow never come to an end");
  CHECK(changes(outcome).empty());
}

TEST_CASE("fix rounds: a fix that breaks the syntax is a failure") {
  const FixOutcome outcome = fixed({{"m.py", "x = a\n"}, {"n.py", "'two two'"}}, {&broken, &halve});
  CHECK(outcome.failure == "the fixes of break, halve break the syntax of m.py");
  CHECK(changes(outcome).empty());
  CHECK(outcome.project.python_errors.empty());
}

TEST_CASE("fix rounds: a file with a syntax error is never changed") {
  const FixOutcome outcome =
      fixed({{"m.py", "def (\n'two two'\n"}, {"n.py", "'two two'"}}, {&halve});
  CHECK(changes(outcome) == "n.py: 'two two' -> 'two'\n");
  CHECK(outcome.failure.empty());
}
