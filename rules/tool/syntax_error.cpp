#include "rules/identity_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule syntax_error = {
    .name = "syntax-error",
    .summary = "A Python file cannot be parsed.",
    .why = R"(
Python cannot import the file, and the tables that it declares are missing from what schemalint knows:
other findings may be missing with them. Everything around the error is still linted. A file with a
syntax error is never changed by a fix.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base)
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
)",
                .good = R"(
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
)"},
    .severity = Severity::error,
    .check = check,
};

/// One finding a file: what follows the first error is mostly its consequence.
static void check(const Project& project, Context& context) {
  uint32_t last_file = Span::no_file;
  for (const ParseError& error : project.python_errors) {
    if (error.where.known() && error.where.file == last_file) continue;
    last_file = error.where.file;
    context.report({.where = error.where,
                    .message = error.message,
                    .help = "correct it; what the file declares may be missing from the schema",
                    .object = error.where.known() ? text_at(context.file(error.where), error.where)
                                                  : std::string()});
  }
}

}  // namespace schemalint::rules
