#include "analyzer/models/relationship_names.h"

#include <algorithm>
#include <cctype>

namespace schemalint::models {

namespace {

constexpr int max_depth = 30;

}  // namespace

std::string RelationshipNames::written_target(Ref value, int depth) const {
  if (value == nullptr || depth > 5) return {};
  if (const Class* cls = class_of(value)) return cls->name;
  if (const std::string* text = exact_string(value)) return *text;
  if (const auto* function = value->as<const Function*>()) {
    return written_target(context_.evaluator.call(**function, {}), depth + 1);
  }
  if (value->is_unknown()) {  // a name that is bound nowhere: a forward reference
    std::string_view source = context_.evaluator.source(value->where);
    bool is_name = !source.empty() && std::all_of(source.begin(), source.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    });
    if (is_name) return std::string(source);
  }
  return {};
}

std::optional<size_t> RelationshipNames::class_behind(Ref value) const {
  Ref target = value;
  if (target != nullptr) {
    if (const auto* function = target->as<const Function*>()) {
      target = context_.evaluator.call(**function, {});
    }
  }
  // The mapper of a class stands for it.
  if (auto mapper = invocation(target, Construct::map_imperatively)) {
    target = mapper->get(0, "class_");
  }
  const Class* cls = target == nullptr ? nullptr : class_of(target);
  auto found = cls == nullptr ? model_.class_index.end() : model_.class_index.find(cls);
  return found == model_.class_index.end() ? std::nullopt : std::optional<size_t>(found->second);
}

// Which class a name means: SQLAlchemy looks in the registry of the class, and takes a dotted
// name as the end of the class's path.
std::optional<size_t> RelationshipNames::class_called(size_t owner,
                                                      const std::string& dotted) const {
  std::string name(last_part(dotted));
  auto [begin, end] = model_.classes_by_name.equal_range(name);
  std::optional<size_t> best;
  int best_score = -1;
  for (auto at = begin; at != end; ++at) {
    const MappedClass& candidate = model_.classes[at->second];
    const std::string& path = candidate.source->qualified_name;
    int score = candidate.metadata == model_.classes[owner].metadata ? 4 : 0;
    if (path == dotted || path.ends_with("." + dotted)) score += 2;
    if (candidate.source->module == model_.classes[owner].source->module) score += 1;
    if (score > best_score) {
      best = at->second;
      best_score = score;
    }
  }
  return best;
}

// The table that `secondary=` means; nothing where it is not known.
std::optional<size_t> RelationshipNames::secondary_table(size_t owner, Ref value) const {
  if (value == nullptr) return std::nullopt;
  if (const auto* function = value->as<const Function*>())
    value = context_.evaluator.call(**function, {});
  const std::string* text = exact_string(value);
  if (text == nullptr) return table_of(model_, value);
  const size_t dot = text->rfind('.');
  const size_t metadata = model_.classes[owner].metadata;
  return model_.table_named(
      metadata, dot == std::string::npos
                    ? schemalint::qualified_name(model_.metadatas[metadata].schema, *text)
                    : schemalint::qualified_name(text->substr(0, dot), text->substr(dot + 1)));
}

RelationshipNames::Mentions RelationshipNames::mentions_of(size_t owner, Ref value) const {
  Mentions mentions;
  collect(owner, value, false, mentions, 0);
  return mentions;
}

void RelationshipNames::collect(size_t owner, Ref value, bool foreign, Mentions& mentions,
                                int depth) const {
  if (value == nullptr || depth > max_depth) return;
  auto local = model_.classes[owner].table;
  if (auto place = column_of(model_, value, local)) {
    add(*place, foreign, mentions);
    return;
  }
  if (const std::string* text = exact_string(value)) {
    collect_text(owner, *text, mentions);
  } else if (const auto* list = value->as<Sequence>()) {
    for (Ref item : list->items) collect(owner, item, foreign, mentions, depth + 1);
  } else if (const auto* expression = value->as<Expression>()) {
    for (Ref item : expression->operands) collect(owner, item, foreign, mentions, depth + 1);
  } else if (const auto* function = value->as<const Function*>()) {
    collect(owner, context_.evaluator.call(**function, {}), foreign, mentions, depth + 1);
  } else if (auto made = invocation(value)) {
    std::string_view name = last_part(made->name);
    for (const Argument& argument : made->call.arguments) {
      collect(owner, argument.value, foreign || name == "foreign", mentions, depth + 1);
    }
    if (const auto* method = made->call.callee->as<Attribute>()) {
      collect(owner, method->object, foreign, mentions, depth + 1);
    }
  }
}

void RelationshipNames::add(ColumnPlace place, bool foreign, Mentions& mentions) const {
  Mentions::Name name = {place.table, model_.tables[place.table].columns[place.column].column.name};
  mentions.all.insert(name);
  if (foreign) mentions.foreign.insert(name);
}

// "foreign(Node.parent_id) == remote(Node.id)": SQLAlchemy evaluates it over the classes.
void RelationshipNames::collect_text(size_t owner, const std::string& text,
                                     Mentions& mentions) const {
  auto is_part = [&](size_t i) {
    return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) != 0 ||
                               text[i] == '_' || text[i] == '.');
  };
  std::string before;
  for (size_t i = 0; i < text.size();) {
    if (!is_part(i)) {
      ++i;
      continue;
    }
    size_t begin = i;
    while (is_part(i)) ++i;
    std::string word = text.substr(begin, i - begin);
    if (auto place = named_column(owner, word)) {
      add(*place, before == "foreign" || before.ends_with(".foreign"), mentions);
    }
    before = word;
  }
}

// "Node.parent_id", "app.models.Node.parent_id", "nodes.c.parent_id".
std::optional<ColumnPlace> RelationshipNames::named_column(size_t owner,
                                                           const std::string& word) const {
  size_t dot = word.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  std::string object = word.substr(0, dot);
  std::string attribute = word.substr(dot + 1);
  if (object.ends_with(".c")) {
    object.resize(object.size() - 2);
    return table_column(owner, object, attribute);
  }
  auto cls = class_called(owner, object);
  if (!cls) return std::nullopt;
  return attribute_column(model_, model_.classes[*cls].source, attribute);
}

std::optional<ColumnPlace> RelationshipNames::table_column(size_t owner, const std::string& name,
                                                           const std::string& key) const {
  size_t dot = name.rfind('.');
  QualifiedName qualified =
      dot == std::string::npos
          ? schemalint::qualified_name(model_.metadatas[model_.classes[owner].metadata].schema,
                                       name)
          : schemalint::qualified_name(name.substr(0, dot), name.substr(dot + 1));
  auto table = model_.table_named(model_.classes[owner].metadata, qualified);
  if (!table) return std::nullopt;
  const auto& columns = model_.tables[*table].columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].column.key == key) return ColumnPlace{*table, i};
  }
  return std::nullopt;
}

}  // namespace schemalint::models
