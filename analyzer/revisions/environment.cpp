#include "analyzer/revisions/environment.h"

#include <algorithm>

#include "analyzer/models/metadata.h"
#include "analyzer/paths.h"

namespace schemalint {

namespace {

/// What calls of `context.configure` are given for a keyword, online and offline.
std::vector<Ref> configured(const Module& module, std::string_view keyword) {
  std::vector<Ref> given;
  for (Ref made : module.calls) {
    if (qualified_name(made) != "alembic.context.configure") continue;
    if (Ref value = call_of(made)->keyword(keyword)) given.push_back(value);
  }
  return given;
}

std::string version_table_schema(const Module& module) {
  for (Ref schema : configured(module, "version_table_schema"))
    if (exact_string(schema)) return *exact_string(schema);
  return {};
}

/// Whether all calls of `context.configure` that give a keyword give this truth.
bool is_configured(const Module& module, std::string_view keyword, Truth wanted) {
  const std::vector<Ref> given = configured(module, keyword);
  return !given.empty() &&
         std::ranges::all_of(given, [&](Ref value) { return truth(value) == wanted; });
}

/// Most environments name it; others hand it over at once.
Ref target_metadata(const Module& module) {
  const Binding* named = module.binding("target_metadata");
  if (named && named->value) return named->value;
  const std::vector<Ref> given = configured(module, "target_metadata");
  return given.empty() ? nullptr : given.front();
}

}  // namespace

const Environment& Environments::of(uint32_t file) {
  const std::string folder = folder_of(project_.files[file].path());
  const auto known = by_folder_.find(folder);
  if (known != by_folder_.end()) return known->second;
  return by_folder_.emplace(folder, read(module_above(file))).first->second;
}

const Module* Environments::module_above(uint32_t file) {
  std::string folder = folder_of(project_.files[file].path());
  std::optional<uint32_t> env;
  while (true) {
    env = evaluator_.modules().find_path(folder.empty() ? "env.py" : folder + "/env.py");
    if (env || folder.empty()) break;
    folder = folder_of(folder);
  }
  return env ? evaluator_.module_of_file(*env) : nullptr;
}

Environment Environments::read(const Module* module) {
  Environment environment = empty_;
  if (!module) return environment;
  environment.version_table_schema = version_table_schema(*module);
  environment.transaction_per_migration =
      is_configured(*module, "transaction_per_migration", Truth::yes);
  const std::string& text = project_.files[module->file].text();
  const auto speaks_of = [&](std::string_view word) { return text.find(word) != text.npos; };
  environment.transactional_ddl =
      !is_configured(*module, "transactional_ddl", Truth::no) && !speaks_of("AUTOCOMMIT");
  environment.sets_lock_timeout = speaks_of("lock_timeout");
  environment.sets_search_path = speaks_of("search_path") || speaks_of("schema_translate_map");
  Ref target = target_metadata(*module);
  if (!target) return environment;
  models::Context context{evaluator_, project_, nullptr};
  models::Metadatas metadatas(context);
  for (const AttributeAssignment& assignment : module->assignments)
    metadatas.read_assignment(assignment);
  environment.target_metadata = metadatas[metadatas.of_value(target)];
  return environment;
}

}  // namespace schemalint
