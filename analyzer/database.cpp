#include "analyzer/database.h"

#include "analyzer/replay/replay.h"

namespace schemalint {

Schema database_schema(const Project& project) {
  Schema schema = project.migrated;
  // What cannot be applied, such as a second CREATE TABLE in another folder, changes nothing.
  for (const Step& step : project.sql_steps) apply(schema, step.operation);
  return schema;
}

}  // namespace schemalint
