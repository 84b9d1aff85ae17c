#include "analyzer/revisions/environment.h"

#include "analyzer/models/metadata.h"

namespace schemalint {

namespace {

std::string folder_above(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

}  // namespace

const models::MetadataDraft& Environments::target_metadata(uint32_t file) {
  const std::string folder = folder_above(project_.files[file].path());
  const auto known = by_folder_.find(folder);
  if (known != by_folder_.end()) return known->second;
  return by_folder_.emplace(folder, read(module_above(file))).first->second;
}

const Module* Environments::module_above(uint32_t file) {
  std::string folder = folder_above(project_.files[file].path());
  std::optional<uint32_t> env;
  while (true) {
    env = evaluator_.modules().find_path(folder.empty() ? "env.py" : folder + "/env.py");
    if (env || folder.empty()) break;
    folder = folder_above(folder);
  }
  return env ? evaluator_.module_of_file(*env) : nullptr;
}

models::MetadataDraft Environments::read(const Module* module) {
  const Binding* target = module ? module->binding("target_metadata") : nullptr;
  if (!target || !target->value) return {};
  models::Context context{evaluator_, project_, nullptr};
  models::Metadatas metadatas(context);
  return metadatas[metadatas.of_value(target->value)];
}

}  // namespace schemalint
