#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "reports/report.h"

namespace schemalint {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What ends or begins something in one of the formats.
inline constexpr std::string_view hostile_name =
    "50%2C a::b, \"c\" <d>&e; ]]> |f| `g` *h* \\ @i ##vso[x]\x01\x7F'$";

inline constinit const Rule long_name = {
    .name = "long-name",
    .summary = "A name is too long.",
    .why = "\nPostgreSQL cuts names after 63 bytes.\n",
    .example = {.file = "models.py", .bad = "\nlong\n", .good = "\nshort\n"},
    .fix = Safety::safe,
};
inline constinit const Rule odd_text = {
    .name = "odd-text",
    .summary = "A text is odd.",
    .why = "\nOdd texts are hard to read.\n",
    .example = {.file = "schema.sql", .bad = "\nodd\n", .good = "\neven\n"},
    .severity = Severity::error,
};
inline constinit const RuleEntry entries[] = {
    {"rules/names/long_name.cpp", "names", &long_name},
    {"rules/texts/odd_text.cpp", "texts", &odd_text},
};

/// One list of findings for all formats, with what makes positions hard: tabs, characters of two
/// to four bytes, wide ones, a byte order mark, "\r\n", bytes that are no UTF-8, no line end at the
/// end, a line wider than a terminal, control characters.
struct ReportCase {
  Project project;
  std::vector<Finding> findings;

  ReportCase() {
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
    project.files.emplace_back("db/" + std::string(hostile_name) + ".sql", "SELECT 1;\n");
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
    add({.where = find(4, "1"),
         .message = "name " + std::string(hostile_name) + "\n::error::no command\r\n##vso[no]",
         .help = "rename " + std::string(hostile_name),
         .object = "app." + std::string(hostile_name) + "\t",
         .detail = std::string(hostile_name) + "\nof two lines",
         .fix = Fix{.title = "Rename " + std::string(hostile_name),
                    .safety = Safety::safe,
                    .edits = {{find(4, "1"), std::string(hostile_name)}}}},
        entries[1], Severity::warning);
    add({.where = find(0, "os"), .message = "behind a byte order mark", .object = "app.os"},
        entries[0], Severity::info);
    add({.where = find(2, "ODD"), .message = "a line wider than a terminal"}, entries[1],
        Severity::info);
    Finding placeless{.message = "a finding without a place",
                      .notes = {{{}, "a note without a place"}}};
    placeless.notes.resize(9, {find(1, "Base"), "a place of many"});
    add(std::move(placeless), entries[1], Severity::warning);
  }
};

}  // namespace schemalint
