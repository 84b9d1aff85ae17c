#include "analyzer/revisions/header.h"

namespace schemalint {

namespace {

const Function* function_called(const Module& module, std::string_view name) {
  const Binding* binding = module.binding(name);
  if (!binding || !binding->value) return nullptr;
  const auto* function = binding->value->as<const Function*>();
  return function ? *function : nullptr;
}

void add_name(Ref value, const std::string& what, std::vector<std::string>& names,
              std::vector<NotUnderstood>& notes) {
  if (const std::string* name = exact_string(value)) {
    names.push_back(*name);
    return;
  }
  const Unknown* unknown = value->as<Unknown>();
  notes.push_back({value->where, what, unknown ? unknown->reason : "not a string"});
}

/// None, a string, or a tuple, list or set of strings.
std::vector<std::string> names_in(const Module& module, std::string_view variable,
                                  std::vector<NotUnderstood>& notes) {
  const Binding* binding = module.binding(variable);
  if (!binding || !binding->value || binding->value->is_none()) return {};
  const std::string what = std::string(variable) + " of revision " + module.name;
  std::vector<std::string> names;
  if (const auto* sequence = binding->value->as<Sequence>()) {
    for (Ref item : sequence->items) add_name(item, what, names, notes);
    if (!sequence->complete)
      notes.push_back({binding->value->where, what, "not all of its items are known"});
  } else {
    add_name(binding->value, what, names, notes);
  }
  return names;
}

Span place_of(const Module& module, std::string_view variable) {
  const Binding* binding = module.binding(variable);
  return binding && binding->value ? binding->value->where : Span{};
}

// "Create Date: 2024-05-01 12:00:00.000000", of the template of revisions.
std::string create_date(const std::string& docstring) {
  constexpr std::string_view label = "Create Date:";
  const size_t at = docstring.find(label);
  if (at == std::string::npos) return {};
  const size_t begin = docstring.find_first_not_of(' ', at + label.size());
  if (begin == std::string::npos) return {};
  const size_t end = docstring.find_first_of("\r\n", begin);
  return docstring.substr(begin, end == std::string::npos ? end : end - begin);
}

std::string first_line(const std::string& docstring) {
  const size_t begin = docstring.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  const size_t end = docstring.find_first_of("\r\n", begin);
  std::string line = docstring.substr(begin, end == std::string::npos ? end : end - begin);
  line.erase(line.find_last_not_of(" \t") + 1);
  return line;
}

}  // namespace

std::optional<RevisionFile> read_header(const Module& module, std::vector<NotUnderstood>& notes) {
  const Binding* id = module.binding("revision");
  if (!id || !id->value) return std::nullopt;
  RevisionFile file;
  file.file = module.file;
  file.upgrade = function_called(module, "upgrade");
  file.downgrade = function_called(module, "downgrade");
  if (!module.binding("down_revision") && !file.upgrade) return std::nullopt;

  const std::string* text = exact_string(id->value);
  if (!text) {
    notes.push_back({id->where, "identifier of revision " + module.name,
                     "`revision` is no string that can be known by reading"});
    return std::nullopt;
  }
  Revision& revision = file.revision;
  revision.id = *text;
  revision.where = id->value->where;
  if (!revision.where.known()) revision.where = {module.file, 0, 0};
  revision.down_revisions = names_in(module, "down_revision", notes);
  revision.depends_on = names_in(module, "depends_on", notes);
  revision.branch_labels = names_in(module, "branch_labels", notes);
  revision.down_revision_where = place_of(module, "down_revision");
  revision.depends_on_where = place_of(module, "depends_on");
  revision.message = first_line(module.docstring);
  revision.create_date = create_date(module.docstring);
  return file;
}

}  // namespace schemalint
