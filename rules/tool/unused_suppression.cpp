#include <fmt/core.h>

#include <algorithm>

#include "analyzer/edit.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const SuppressionUse& use, Context& context);

extern constinit const Rule unused_suppression = {
    .name = "unused-suppression",
    .summary = "A comment takes back findings that are not there.",
    .why = R"(
The defect has been mended, or has moved away from the comment. What is left says that something is
wrong here when nothing is, and it will silence the next finding without anyone having decided that.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    # schemalint: ignore[postgres-enum] the type is shared with another service
    state = Column(Integer)
)",
                .good = R"(
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    state = Column(Integer)
)"},
    .not_flagged = R"(
Rules that did not run, or that the configuration ignores in this file: nothing is known about them. An
area is judged when all of its rules ran.
)",
    .severity = Severity::warning,
    .fix = Safety::safe,
    .check = check,
};

namespace {

using Name = SuppressionUse::Name;

/// The whole comment, or what it says to schemalint where it says something else before.
Span removable(const Suppression& suppression, const SourceFile& file) {
  const std::string& text = file.text();
  uint32_t begin = suppression.where.begin;
  while (begin > suppression.comment.begin && (text[begin - 1] == ' ' || text[begin - 1] == '\t'))
    --begin;
  while (begin > suppression.comment.begin && text[begin - 1] == text[suppression.comment.begin])
    --begin;
  if (text[suppression.comment.begin] == '/') begin = suppression.comment.begin;
  return {suppression.comment.file, begin, suppression.comment.end};
}

/// Takes one name out of the list, with the comma that parts it from its neighbour.
Edit remove_name(const Suppression& suppression, size_t index) {
  const std::vector<Span>& names = suppression.rule_spans;
  Span where = names[index];
  if (index > 0)
    where.begin = names[index - 1].end;
  else
    where.end = names[1].begin;
  return {.where = where, .text = ""};
}

Finding describe(const Suppression& suppression, Span where, const Context& context) {
  return {.where = where, .object = subject_of(suppression, context.file(suppression.where))};
}

void report_unused(const Suppression& suppression, size_t index, bool whole, Context& context) {
  const SourceFile& file = context.file(suppression.where);
  const std::string& name = suppression.rules[index];
  Finding finding = describe(suppression, suppression.rule_spans[index], context);
  finding.message = fmt::format("{} finds nothing here to take back", name);
  finding.help = "remove it, or move it to the end of the line that it is about";
  finding.detail = name;
  if (whole)
    finding.fix = {.title = "Remove the comment",
                   .edits = {remove_comment(file, removable(suppression, file))}};
  else
    finding.fix = {.title = "Remove the name", .edits = {remove_name(suppression, index)}};
  context.report(std::move(finding));
}

}  // namespace

static void check(const SuppressionUse& use, Context& context) {
  if (use.expired) return;  // whether it is needed shows when it counts again
  const bool all_unused = std::all_of(use.names.begin(), use.names.end(),
                                      [](Name name) { return name == Name::unused; });
  for (size_t i = 0; i < use.names.size(); ++i)
    if (use.names[i] == Name::unused) report_unused(use.suppression, i, all_unused, context);
}

}  // namespace schemalint::rules
