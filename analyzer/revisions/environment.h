#pragma once

#include <map>
#include <string>

#include "analyzer/models/draft.h"

namespace schemalint {

/// What the `env.py` above a revision says. Alembic's operations take the naming convention of its
/// `target_metadata` (but not its schema).
/// https://alembic.sqlalchemy.org/en/latest/naming.html#integration-of-naming-conventions-into-operations-autogenerate
class Environments {
 public:
  Environments(Evaluator& evaluator, Project& project) : evaluator_(evaluator), project_(project) {}

  /// Of the nearest folder above the file that has an env.py; empty where there is none. The
  /// reference stays valid.
  const models::MetadataDraft& target_metadata(uint32_t file);
  /// The env.py above a file, evaluated; null where there is none.
  const Module* module_above(uint32_t file);

 private:
  models::MetadataDraft read(const Module* module);

  Evaluator& evaluator_;
  Project& project_;
  std::map<std::string, models::MetadataDraft> by_folder_;
};

}  // namespace schemalint
