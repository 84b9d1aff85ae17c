#include "analyzer/words.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const SuppressionUse& use, Context& context);

extern constinit const Rule suppression_without_reason = {
    .name = "suppression-without-reason",
    .summary = "A comment takes findings back and does not say why.",
    .why = R"(
In a year nobody knows whether the finding was wrong, was accepted, or was in the way of a release. A comment
that says why can be judged, and goes when its reason does.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    state = Column(Enum("open", "paid", name="order_state"))  # schemalint: ignore[postgres-enum]
)",
                .good = R"(
from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    # schemalint: ignore[postgres-enum] the warehouse reads the same type
    state = Column(Enum("open", "paid", name="order_state"))
)"},
    .not_flagged = R"(
Any text behind the brackets is a reason.
)",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const SuppressionUse& use, Context& context) {
  const Suppression& suppression = use.suppression;
  if (suppression.rules.empty() || !suppression.reason.empty()) return;
  context.report(
      {.where = suppression.where,
       .message = "this comment does not say why it takes " + join(suppression.rules) + " back",
       .help = "write the reason behind the brackets",
       .object = subject_of(suppression, context.file(suppression.where)),
       .detail = join(suppression.rules)});
}

}  // namespace schemalint::rules
