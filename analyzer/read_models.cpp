#include "analyzer/read_models.h"

#include "analyzer/models/link.h"
#include "analyzer/models/mapping.h"
#include "analyzer/models/policies.h"
#include "analyzer/models/relationships.h"
#include "analyzer/models/type_table.h"

namespace schemalint {

void read_models(Evaluator& evaluator, const std::vector<uint32_t>& files, Project& project) {
  models::Context context{evaluator, project, nullptr};
  models::Model model(context);
  models::Mapper mapper(context, model);
  std::vector<const Module*> modules;
  for (uint32_t file : files) {
    const Module* module = evaluator.module_of_file(file);
    if (module == nullptr) continue;
    modules.push_back(module);
    for (const std::string& name : module->external_imports) {
      if (name.starts_with("sqlalchemy.ext.asyncio") || name.starts_with("sqlmodel.ext.asyncio")) {
        project.uses_async_session = true;
      }
    }
  }
  for (const Module* module : modules)
    for (const AttributeAssignment& assignment : module->assignments)
      model.metadatas.read_assignment(assignment);
  for (const Module* module : modules) mapper.read_tables(*module);
  for (const Module* module : modules)
    for (const Class* cls : module->classes) model.class_statements.insert(cls->name);
  mapper.read_classes(modules);
  const std::vector<Module*> libraries = evaluator.library_modules();
  mapper.read_libraries({libraries.begin(), libraries.end()});
  modules.insert(modules.end(), libraries.begin(), libraries.end());
  model.index_columns();
  for (const Module* module : modules) mapper.read_late_elements(*module);
  for (const Module* module : modules) mapper.note_dead_declarations(*module);
  models::link_tables(context, model);
  models::link_relationships(context, model);
  models::read_policies(modules, project);
}

bool is_known_to_models(std::string_view dotted) {
  return models::construct_named(dotted) != models::Construct::none ||
         models::find_type(dotted) != nullptr;
}

}  // namespace schemalint
