#include "analyzer/revisions/environment.h"

#include "analyzer/models/metadata.h"
#include "analyzer/paths.h"

namespace schemalint {

namespace {

/// Of the calls of `context.configure`, the first that names the schema: online and offline do.
std::string version_table_schema(const Module& module) {
  for (Ref made : module.calls) {
    if (qualified_name(made) != "alembic.context.configure") continue;
    Ref schema = call_of(made)->keyword("version_table_schema");
    if (schema && exact_string(schema)) return *exact_string(schema);
  }
  return {};
}

}  // namespace

const Environment& Environments::of(uint32_t file) {
  const std::string folder = folder_of(project_.files[file].path());
  const auto known = by_folder_.find(folder);
  if (known != by_folder_.end()) return known->second;
  return by_folder_.emplace(folder, read(folder)).first->second;
}

Environment Environments::read(std::string folder) {
  std::optional<uint32_t> file;
  while (true) {
    file = evaluator_.modules().find_path(folder.empty() ? "env.py" : folder + "/env.py");
    if (file || folder.empty()) break;
    folder = folder_of(folder);
  }
  const Module* module = file ? evaluator_.module_of_file(*file) : nullptr;
  if (!module) return {};
  Environment environment{.version_table_schema = version_table_schema(*module)};
  const Binding* target = module->binding("target_metadata");
  if (!target || !target->value) return environment;
  models::Context context{evaluator_, project_, nullptr};
  models::Metadatas metadatas(context);
  metadatas.of_value(target->value);  // first, so that what env.py sets comes behind it
  for (const AttributeAssignment& assignment : module->assignments)
    metadatas.read_assignment(assignment);
  environment.target_metadata = metadatas[metadatas.of_value(target->value)];
  return environment;
}

}  // namespace schemalint
