#include <fmt/core.h>

#include "analyzer/words.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const SuppressionUse& use, Context& context);

extern constinit const Rule expired_suppression = {
    .name = "expired-suppression",
    .summary = "A comment has outlived the end that it set itself.",
    .why = R"(
Somebody took a finding back for a time: until a release, a day, a migration. That time is over. The comment
takes nothing back any more, and the findings behind it are reported again.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    # schemalint: ignore[postgres-enum until=2001-01-31] goes with the old shop
    state = Column(Enum("open", "paid", name="order_state"))
)",
                .good = R"(
from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    # schemalint: ignore[postgres-enum until=2999-12-31] goes with the old shop
    state = Column(Enum("open", "paid", name="order_state"))
)"},
    .not_flagged = R"(
Comments without an end. The last day itself: `until=2026-12-31` holds on that day. `until-revision=ID` holds
until a revision with that identifier is there.
)",
    .severity = Severity::warning,
    .check = check,
};

static void check(const SuppressionUse& use, Context& context) {
  if (!use.expired) return;
  const Suppression& suppression = use.suppression;
  const std::string end = suppression.until_revision.empty()
                              ? suppression.until
                              : fmt::format("revision {}", suppression.until_revision);
  context.report(
      {.where = suppression.until_where,
       .message = fmt::format("this comment took {} back until {}", join(suppression.rules), end),
       .help = "mend what it took back and remove it, or give it another end",
       .object = subject_of(suppression, context.file(suppression.where)),
       .detail = join(suppression.rules)});
}

}  // namespace schemalint::rules
