#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/models/draft.h"

namespace schemalint {

/// What the `env.py` above a revision says.
struct Environment {
  /// Alembic's operations take its naming convention (but not its schema).
  /// https://alembic.sqlalchemy.org/en/latest/naming.html#integration-of-naming-conventions-into-operations-autogenerate
  models::MetadataDraft target_metadata;
  /// `context.configure(version_table_schema=)`; empty where it names none.
  std::string version_table_schema;
  bool transaction_per_migration = false;  ///< `context.configure(transaction_per_migration=True)`
  /// False: `context.configure(transactional_ddl=False)`, or a connection that commits by itself.
  bool transactional_ddl = true;
  bool sets_lock_timeout = false;  ///< its text speaks of `lock_timeout`
  bool sets_search_path = false;   ///< its text speaks of `search_path`, `schema_translate_map`
  /// The modules of the project that register operations or implement them, found when the first
  /// is asked for. The environments of a project share them.
  std::shared_ptr<std::optional<std::vector<Module*>>> registering_modules =
      std::make_shared<std::optional<std::vector<Module*>>>();
};

/// The environments of a project's revisions, each read once.
class Environments {
 public:
  Environments(Evaluator& evaluator, Project& project) : evaluator_(evaluator), project_(project) {}

  /// Of the nearest folder above the file that has an env.py; empty where there is none. The
  /// reference stays valid.
  const Environment& of(uint32_t file);
  /// The env.py above a file, evaluated; null where there is none.
  const Module* module_above(uint32_t file);

 private:
  Environment read(const Module* module);

  Evaluator& evaluator_;
  Project& project_;
  std::map<std::string, Environment> by_folder_;
  const Environment empty_;  // its parts that are the same in all environments
};

}  // namespace schemalint
