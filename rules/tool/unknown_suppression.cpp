#include <fmt/core.h>

#include "analyzer/nearest.h"
#include "analyzer/words.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"
#include "rules/select.h"

namespace schemalint::rules {

static void check(const SuppressionUse& use, Context& context);

extern constinit const Rule unknown_suppression = {
    .name = "unknown-suppression",
    .summary = "A comment to schemalint does not say what it takes back.",
    .why = R"(
It names no rule, or one that does not exist: a typing mistake, a rule of another tool, or a name from an
older version. It takes nothing back, and whoever wrote it believes that it does.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)  # schemalint: ignore[postgres-enums] shared
    state = Column(Integer)  # schemalint: ignore
)",
                .good = R"(
from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    # schemalint: ignore[postgres-enum] the type is shared with another service
    state = Column(Enum("open", "paid", name="order_state"))
)"},
    .not_flagged = R"(
Names of rules and areas that exist, whether they are switched on or not.
)",
    .severity = Severity::warning,
    .check = check,
};

namespace {

Finding describe(const Suppression& suppression, Span where, const Context& context) {
  return {.where = where, .object = subject_of(suppression, context.file(suppression.where))};
}

void report_unnamed(const Suppression& suppression, Context& context) {
  Finding finding = describe(suppression, suppression.where, context);
  finding.message = "this comment names no rule and takes nothing back";
  finding.help = "write: schemalint: ignore[rule-name] reason";
  context.report(std::move(finding));
}

void report_unknown(const Suppression& suppression, size_t index, Context& context) {
  const std::string& name = suppression.rules[index];
  Finding finding = describe(suppression, suppression.rule_spans[index], context);
  finding.message = fmt::format("'{}' is neither a rule nor an area", name);
  finding.help = "correct the name." + did_you_mean(name, all_selectors());
  finding.detail = name;
  context.report(std::move(finding));
}

void report_no_date(const Suppression& suppression, Context& context) {
  Finding finding = describe(suppression, suppression.until_where, context);
  finding.message = fmt::format("'{}' is no day: the comment never ends", suppression.until);
  finding.help = "write the last day as until=2026-12-31";
  finding.detail = suppression.until;
  context.report(std::move(finding));
}

}  // namespace

static void check(const SuppressionUse& use, Context& context) {
  const Suppression& suppression = use.suppression;
  if (use.names.empty()) return report_unnamed(suppression, context);
  for (size_t i = 0; i < use.names.size(); ++i)
    if (use.names[i] == SuppressionUse::Name::unknown) report_unknown(suppression, i, context);
  if (!suppression.until.empty() && !is_date(suppression.until))
    report_no_date(suppression, context);
}

}  // namespace schemalint::rules
