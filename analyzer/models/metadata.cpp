#include "analyzer/models/metadata.h"

#include <fmt/core.h>

#include <algorithm>

namespace schemalint::models {

namespace {

constexpr int max_depth = 12;  // metadata of a registry of a base of a class …

std::string place_key(Ref value) {
  return fmt::format("@{}:{}", value->where.file, value->where.begin);
}

// The database object `db` of the base `db.Model`, the registry of `registry().generate_base()`.
Ref owner_of_attribute(Ref value) {
  const auto* attribute = value->as<Attribute>();
  return attribute == nullptr ? nullptr : attribute->object;
}

void read_naming(Ref given, MetadataDraft& draft) {
  if (given == nullptr || given->is_none()) return;
  const auto* dict = given->as<Dict>();
  if (dict == nullptr) return;
  for (const auto& [key, value] : dict->entries) {
    const std::string* kind = exact_string(key);
    const std::string* pattern = exact_string(value);
    if (kind != nullptr && pattern != nullptr) {
      draft.naming[*kind] = *pattern;
    } else if (pattern != nullptr) {
      switch (construct_of(key)) {  // the classes themselves may be keys
        case Construct::index:
          draft.naming["ix"] = *pattern;
          break;
        case Construct::unique_constraint:
          draft.naming["uq"] = *pattern;
          break;
        case Construct::check_constraint:
          draft.naming["ck"] = *pattern;
          break;
        case Construct::foreign_key_constraint:
          draft.naming["fk"] = *pattern;
          break;
        case Construct::primary_key_constraint:
          draft.naming["pk"] = *pattern;
          break;
        default:
          break;
      }
    } else if (const auto* function = value->as<const Function*>(); function && kind) {
      draft.tokens[*kind] = *function;
    }
  }
}

// The class of the resolution order that derives from the outside base itself: the declarative
// base.
const Class& root_of(const Class& cls) {
  for (auto base = cls.mro.rbegin(); base != cls.mro.rend(); ++base) {
    for (Ref outside : (*base)->bases) {
      if (class_of(outside) != nullptr) continue;
      Construct construct = construct_of(outside);
      if (construct == Construct::declarative_base || construct == Construct::sqlmodel) {
        return **base;
      }
    }
  }
  return cls;
}

// The MetaData that a class or one of its bases names. `Model.metadata = relationship(…)` behind
// the class, where SQLAlchemy is through with it, is none.
Ref metadata_of(const Class& cls) {
  for (const Class* base : cls.mro) {
    for (auto binding = base->body.rbegin(); binding != base->body.rend(); ++binding) {
      if (binding->name != "metadata" || binding->value == nullptr) continue;
      Construct construct = construct_of(binding->value);
      if (construct != Construct::relationship && construct != Construct::column &&
          construct != Construct::mapped_column) {
        return binding->value;
      }
    }
  }
  return nullptr;
}

Ref registry_of(const Class& cls) {
  const Binding* binding = find_attribute(cls, "registry");
  if (binding == nullptr || binding->value == nullptr) return nullptr;
  return construct_of(binding->value) == Construct::registry ? binding->value : nullptr;
}

Ref decorating_registry(const Class& cls) {
  for (Ref decorator : cls.decorators) {
    auto made = invocation(decorator);
    Ref callee = made ? made->call.callee : decorator;
    if (construct_named(dotted_name(callee)) != Construct::mapped_decorator) continue;
    if (Ref owner = owner_of_attribute(callee)) return owner;
    if (made) return made->positional(0);  // @mapped_as_dataclass(registry)
  }
  return nullptr;
}

}  // namespace

void Metadatas::read_assignment(const AttributeAssignment& assignment) {
  if (assignment.name != "naming_convention" && assignment.name != "schema") return;
  const auto* attribute = assignment.object->as<Attribute>();
  const auto* external = assignment.object->as<External>();
  bool is_metadata = construct_of(assignment.object) == Construct::metadata ||
                     (attribute != nullptr && attribute->name == "metadata") ||
                     (external != nullptr && last_part(external->name) == "metadata");
  if (!is_metadata) return;
  MetadataDraft& draft = all_[of_value(assignment.object)];
  if (assignment.name == "naming_convention") {
    draft.naming.clear();
    read_naming(assignment.value, draft);
  } else if (const std::string* schema = exact_string(assignment.value)) {
    draft.schema = *schema;
  }
}

size_t Metadatas::of_value(Ref value) {
  return of_value(value, 0);
}
size_t Metadatas::of_class(const Class& cls) {
  return of_class(cls, 0);
}

size_t Metadatas::keyed(const std::string& key, Ref call) {
  auto found = by_key_.find(key);
  if (found != by_key_.end()) return found->second;
  MetadataDraft draft;
  draft.known = key != "unknown";
  if (auto made = invocation(call, Construct::metadata)) {
    Ref schema = made->get(0, "schema");
    if (const std::string* text = exact_string(schema)) {
      draft.schema = *text;
    } else if (schema != nullptr && !schema->is_none()) {
      context_.not_understood(schema->where, "schema of MetaData", "its value is not known");
    }
    read_naming(made->get(2, "naming_convention"), draft);
  }
  all_.push_back(std::move(draft));
  by_key_[key] = all_.size() - 1;
  return all_.size() - 1;
}

// Of what has a `metadata`: a class, a registry, a made base, a Flask database.
size_t Metadatas::of_owner(Ref owner, int depth) {
  if (owner == nullptr || depth > max_depth) return keyed("unknown", nullptr);
  if (const Class* cls = class_of(owner)) return of_class(*cls, depth + 1);
  if (construct_of(owner) == Construct::flask_model) {
    if (Ref database = owner_of_attribute(owner)) return of_owner(database, depth + 1);
  }
  auto made = invocation(owner);
  if (!made) {
    std::string name = dotted_name(owner);
    return keyed(name.empty() ? "unknown" : name, nullptr);
  }
  Ref given = made->keyword("metadata");
  if (given == nullptr && made->construct == Construct::registry) given = made->positional(0);
  if (given != nullptr && !given->is_none()) return of_value(given, depth + 1);
  if (made->construct == Construct::make_declarative_base) {
    if (Ref registry = owner_of_attribute(made->call.callee);
        registry != nullptr && construct_of(registry) == Construct::registry) {
      return of_owner(registry, depth + 1);
    }
  }
  Ref model_class = made->keyword("model_class");
  const Class* model = model_class == nullptr ? nullptr : class_of(model_class);
  if (model != nullptr) return of_class(*model, depth + 1);
  return keyed(place_key(owner), nullptr);
}

size_t Metadatas::of_value(Ref value, int depth) {
  if (value == nullptr || depth > max_depth) return keyed("unknown", nullptr);
  if (construct_of(value) == Construct::metadata && call_of(value) != nullptr) {
    return keyed(place_key(value), value);
  }
  if (value->read_from != nullptr) return of_class(*value->read_from, depth + 1);
  if (const auto* attribute = value->as<Attribute>(); attribute && attribute->name == "metadata") {
    return of_owner(attribute->object, depth + 1);
  }
  if (const auto* external = value->as<External>();
      external != nullptr && last_part(external->name) == "metadata") {
    std::string owner = external->name.substr(0, external->name.rfind('.'));
    return keyed(construct_named(owner) == Construct::sqlmodel ? "sqlmodel" : owner, nullptr);
  }
  return keyed("unknown", nullptr);
}

size_t Metadatas::of_class(const Class& cls, int depth) {
  if (depth > max_depth) return keyed("unknown", nullptr);
  if (Ref given = metadata_of(cls)) return of_value(given, depth + 1);
  if (Ref registry = registry_of(cls)) return of_owner(registry, depth + 1);
  for (const Class* base : cls.mro) {
    if (Ref registry = decorating_registry(*base)) return of_owner(registry, depth + 1);
  }
  for (const Class* base : cls.mro) {
    for (Ref decorator : base->decorators) {
      if (invocation(decorator, Construct::as_declarative)) return of_owner(decorator, depth + 1);
    }
  }
  for (Ref base : cls.outside_bases) {
    Construct construct = construct_of(base);
    if (construct == Construct::make_declarative_base) return of_owner(base, depth + 1);
    if (construct == Construct::flask_model) return of_owner(owner_of_attribute(base), depth + 1);
    if (construct == Construct::sqlmodel) return keyed("sqlmodel", nullptr);
  }
  return keyed("base " + root_of(cls).qualified_name, nullptr);
}

std::vector<Ref> type_maps_of(const Class& cls) {
  std::vector<Ref> maps;
  for (const Class* base : cls.mro) {
    const Binding* own = base->own("type_annotation_map");
    if (own != nullptr && own->value != nullptr) maps.push_back(own->value);
  }
  std::vector<Ref> makers = {registry_of(cls), decorating_registry(cls)};
  makers.insert(makers.end(), cls.outside_bases.begin(), cls.outside_bases.end());
  for (Ref maker : makers) {
    auto made = maker == nullptr ? std::nullopt : invocation(maker);
    if (!made) continue;
    if (Ref map = made->keyword("type_annotation_map")) maps.push_back(map);
  }
  return maps;
}

std::vector<Class*> classes_of_made_bases(const Class& cls) {
  std::vector<Class*> result;
  auto add = [&](Ref value) {
    Class* base = value == nullptr ? nullptr : class_of(value);
    if (base == nullptr) return;
    for (Class* one : base->mro) {
      if (std::find(cls.mro.begin(), cls.mro.end(), one) == cls.mro.end() &&
          std::find(result.begin(), result.end(), one) == result.end()) {
        result.push_back(one);
      }
    }
  };
  for (Ref base : cls.outside_bases) {
    Construct construct = construct_of(base);
    Ref maker = construct == Construct::flask_model ? owner_of_attribute(base) : base;
    auto made = maker == nullptr ? std::nullopt : invocation(maker);
    if (!made ||
        (construct != Construct::make_declarative_base && construct != Construct::flask_model)) {
      continue;
    }
    Ref given = made->keyword(construct == Construct::flask_model ? "model_class" : "cls");
    const auto* several = given == nullptr ? nullptr : given->as<Sequence>();
    if (several == nullptr) {
      add(given);
    } else {
      for (Ref one : several->items) add(one);
    }
  }
  return result;
}

}  // namespace schemalint::models
