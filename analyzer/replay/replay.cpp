#include "analyzer/replay/replay.h"

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

struct Apply {
  Schema& schema;

  /// What has no change() leaves the schema as it is.
  template <typename Change>
  Refusal operator()(const Change& operation) const {
    if constexpr (requires { change(schema, operation); })
      return change(schema, operation);
    else
      return std::nullopt;
  }
  Refusal operator()(const UnknownChange& operation) const {
    if (Table* table = schema.table(operation.table)) table->complete = false;
    return std::nullopt;
  }
};

}  // namespace

Refusal apply_change(Schema& schema, const Operation& operation) {
  return std::visit(Apply{schema}, operation);
}

std::optional<std::string> apply(Schema& schema, const Operation& operation) {
  Refusal refusal = apply_change(schema, operation);
  if (!refusal) return std::nullopt;
  return std::move(refusal->message);
}

Schema replay(const std::vector<Revision>& history) {
  Schema schema;
  for (const Revision& revision : history)
    for (const Step& step : revision.upgrade) apply(schema, step.operation);
  return schema;
}

}  // namespace schemalint
