#include "analyzer/revisions/own_operations.h"

#include <algorithm>

#include "analyzer/models/constructs.h"

namespace schemalint {

namespace {

std::vector<Module*> find_registering_modules(MigrationRun& run) {
  std::vector<Module*> modules;
  const std::deque<SourceFile>& files = run.project().files;
  for (uint32_t file = 0; file < files.size(); ++file) {
    const bool registers = files[file].path().ends_with(".py") &&
                           files[file].text().find("@Operations.") != std::string::npos;
    if (Module* module = registers ? run.evaluator().module_of_file(file) : nullptr)
      modules.push_back(module);
  }
  return modules;
}

const std::vector<Module*>& registering_modules(MigrationRun& run) {
  std::optional<std::vector<Module*>>& found = *run.environment().registering_modules;
  if (!found) found = find_registering_modules(run);
  return *found;
}

/// Whether `@Operations.name(argument)` is among the decorators.
bool is_decorated(const std::vector<Ref>& decorators, std::string_view name,
                  const std::function<bool(Ref)>& is_argument) {
  return std::ranges::any_of(decorators, [&](Ref decorator) {
    const Call* call = call_of(decorator);
    Ref argument = call ? call->positional(0) : nullptr;
    const std::string callee = call ? models::dotted_name(call->callee) : std::string();
    return argument && callee.starts_with("alembic.operations.") && last_part(callee) == name &&
           is_argument(argument);
  });
}

const Function* method_of(const Class& cls, const std::string& name) {
  const Binding* binding = cls.own(name);
  const auto* function =
      binding && binding->value ? binding->value->as<const Function*>() : nullptr;
  return function ? *function : nullptr;
}

/// `register_operation("create_view")` of a class runs its class method of that name, unless the
/// decorator names another.
bool run_registered(MigrationRun& run, const Member& member, const Call& call, Span where) {
  for (Module* module : registering_modules(run)) {
    for (Class* cls : module->classes) {
      const bool found = is_decorated(cls->decorators, "register_operation", [&](Ref name) {
        return exact_string(name) && *exact_string(name) == member.name;
      });
      const Function* function = found ? method_of(*cls, member.name) : nullptr;
      if (!function) continue;
      std::vector<Argument> arguments{{"", run.operations(where), where}};
      arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
      run.run_function(*function, run.evaluator().make(cls, where), arguments, where);
      return true;
    }
  }
  return false;
}

/// `operations.invoke(CreateView(…))` runs what is implemented for that class.
bool run_implementation(MigrationRun& run, const Call& call, Span where) {
  Ref operation = call.positional(0);
  const Call* made = operation ? call_of(operation) : nullptr;
  const Class* cls = made ? class_of(made->callee) : nullptr;
  if (!cls) return false;
  for (Module* module : registering_modules(run)) {
    for (const Function* function : module->functions) {
      const bool found = is_decorated(function->decorators, "implementation_for",
                                      [&](Ref type) { return class_of(type) == cls; });
      if (!found) continue;
      run.run_function(*function, nullptr,
                       {{"", run.operations(where), where}, {"", operation, where}}, where);
      return true;
    }
  }
  return false;
}

}  // namespace

bool run_own_operation(MigrationRun& run, const Member& member, const Call& call, Span where) {
  return member.name == "invoke" ? run_implementation(run, call, where)
                                 : run_registered(run, member, call, where);
}

Ref answer_function_runner(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  const bool from_operations = member.role == Role::operations && member.name == "run_async";
  const bool from_connection = member.role == Role::connection && member.name == "run_sync";
  Ref given = call.positional(0);
  const auto* function = given ? given->as<const Function*>() : nullptr;
  if ((!from_operations && !from_connection) || !function) return nullptr;
  Evaluator& evaluator = run.evaluator();
  Ref connection = member.object;
  if (from_operations) {
    Ref get_bind = evaluator.make(Attribute{run.operations(value->where), "get_bind"});
    connection = evaluator.make(Call{.callee = get_bind}, value->where);
  }
  std::vector<Argument> arguments = call.arguments;
  arguments.front().value = connection;
  return run.run_function(**function, nullptr, arguments, value->where);
}

}  // namespace schemalint
