#include <fmt/core.h>

#include "analyzer/code/facts.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule interpolated_vector = {
    .name = "interpolated-vector",
    .summary = "A vector is formatted into SQL text.",
    .why = R"(
The text of a vector with 1,536 numbers is twenty kilobytes of SQL that the server has to parse and plan anew
each time, and a value that is none, `nan` or a numpy scalar, breaks the statement. Whatever else is put there
becomes a part of it.

A bind parameter is sent beside the text, and `cosine_distance()` of pgvector's type needs no text at all.
)",
    .example = {.file = "services.py",
                .bad = R"(
from sqlalchemy import text


def nearest(session, vector: list[float]):
    return session.execute(text(f"SELECT id FROM documents ORDER BY embedding <=> '{vector}' LIMIT 10"))
)",
                .good = R"(
from sqlalchemy import text


def nearest(session, vector: list[float]):
    statement = text("SELECT id FROM documents ORDER BY embedding <=> CAST(:vector AS vector) LIMIT 10")
    return session.execute(statement, {"vector": str(vector)})
)"},
    .not_flagged = R"(
Vectors that are constants of the project.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::error,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const SqlText& text : code_of(project).sql_texts) {
    for (const DynamicPart& part : text.parts) {
      const std::string_view op = vector_operator_before(text, part);
      if (op.empty()) continue;
      context.report(
          {.where = part.where,
           .message = fmt::format("{} is formatted into the SQL text behind {}", part.source, op),
           .help = fmt::format("bind it: write {} CAST(:vector AS vector) and give "
                               "{{\"vector\": str({})}}, or use the column's {}()",
                               op, part.source, distance_method(op)),
           .object = name_in_module(text.function, context.file(text.where)),
           .detail = without_layout(part.source)});
      break;
    }
  }
}

}  // namespace schemalint::rules
