#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "analyzer/models/joins.h"
#include "analyzer/models/relationship_names.h"
#include "analyzer/models/relationships.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 30;

using Mentions = RelationshipNames::Mentions;
using Direction = Relationship::Direction;

class RelationshipLinker {
 public:
  RelationshipLinker(Context& context, Model& model)
      : context_(context), model_(model), names_(context, model) {}

  void link() {
    for (size_t i = 0; i < model_.classes.size(); ++i) {
      for (const RelationshipDraft& draft : model_.classes[i].relationships) link_one(i, draft);
    }
    check_reverse_sides(model_, sides_, context_.project.relationships);
    for (size_t i = 0; i < model_.classes.size(); ++i) inherit(i);
  }

 private:
  void link_one(size_t owner, const RelationshipDraft& draft) {
    Relationship relationship = draft.relationship;
    auto target = target_of(owner, draft, relationship.target_class);
    if (target) relationship.target_class = model_.classes[*target].source->name;
    relationship.table = table_name(owner);
    describe_target(owner, target, draft, relationship);
    Direction direction = direction_of(owner, target, draft);
    relationship.direction = direction;
    if (target) {
      relationship.keys = keys_of(owner, *target, draft, direction);
      relationship.ambiguous = ambiguous_keys(model_, owner, *target, draft,
                                              names_.secondary_table(owner, draft.secondary));
    }
    relationship.uselist = uselist(draft, direction);
    relationship.uselist_known = direction != Direction::unknown || draft.scalar_by_annotation ||
                                 draft.uselist.has_value() || draft.relationship.uselist;
    relationship.secondary = secondary_of(draft.secondary);
    context_.project.coverage.relationships++;
    if (relationship.target_class.empty()) {
      context_.project.coverage.relationships_unknown++;
      context_.not_understood(
          relationship.where,
          "target of relationship " + relationship.model_class + "." + relationship.attribute,
          "it could not be evaluated");
    }
    Ref backref = draft.backref;
    by_class_[owner].push_back(relationship);
    sides_.push_back({owner, target});
    context_.project.relationships.push_back(std::move(relationship));
    if (backref != nullptr && target) add_backref(owner, *target, draft, direction);
  }

  // A mapper has the properties of the mappers that it inherits from, unless its class redefines
  // the attribute (sqlalchemy/orm/mapper.py, _configure_properties).
  void inherit(size_t cls) {
    std::set<std::string> seen = attributes_of(cls);
    const MappedClass* mapped = &model_.classes[cls];
    for (int depth = 0; mapped->parent && !mapped->concrete && depth < max_depth; ++depth) {
      const size_t parent = *mapped->parent;
      for (const Relationship& own : by_class_[parent]) {
        if (!seen.insert(own.attribute).second) continue;
        Relationship inherited = own;
        inherited.module = module_of(cls);
        inherited.model_class = model_.classes[cls].source->name;
        context_.project.inherited_relationships.push_back(std::move(inherited));
      }
      seen.merge(attributes_of(parent));
      mapped = &model_.classes[parent];
    }
  }

  std::set<std::string> attributes_of(size_t cls) {
    std::set<std::string> names;
    for (const Binding& binding : model_.classes[cls].source->body) names.insert(binding.name);
    return names;
  }

  std::string module_of(size_t cls) const {
    const Module* module = model_.classes[cls].source->module;
    return module == nullptr ? std::string() : module->name;
  }

  // ---- targets ----

  std::optional<size_t> target_of(size_t owner, const RelationshipDraft& draft,
                                  std::string& written) {
    if (draft.target != nullptr) {
      if (auto index = names_.class_behind(draft.target)) return index;
      written = names_.written_target(draft.target);
    }
    if (written.empty()) return std::nullopt;
    auto index = names_.class_called(owner, written);
    written = std::string(last_part(written));
    return index;
  }

  std::optional<Sourced<std::string>> secondary_of(Ref value) {
    if (value == nullptr) return std::nullopt;
    if (const auto* function = value->as<const Function*>()) {
      value = context_.evaluator.call(**function, {});
    }
    if (const std::string* text = exact_string(value)) {
      return Sourced<std::string>{*text, value->where};
    }
    auto table = table_of(model_, value);
    std::string name = table ? model_.tables[*table].table.name.text() : std::string();
    return Sourced<std::string>{name, value->where};
  }

  QualifiedName table_name(size_t cls) const {
    const MappedClass& mapped = model_.classes[cls];
    return mapped.table ? model_.tables[*mapped.table].table.name : QualifiedName{};
  }

  // Whether the target is there, and where the source names it.
  void describe_target(size_t owner, std::optional<size_t> target, const RelationshipDraft& draft,
                       Relationship& relationship) {
    if (draft.target != nullptr && text_of(draft.target) != nullptr)
      relationship.target_where = text_of(draft.target)->where();
    if (target) {
      // Of several classes with one name SQLAlchemy may mean another one.
      const bool by_name = draft.target == nullptr || exact_string(draft.target) != nullptr;
      const bool only = model_.classes_by_name.count(relationship.target_class) == 1;
      if (by_name && !only) return;
      relationship.target = Relationship::Target::mapped;
      relationship.target_table = table_name(*target);
      return;
    }
    // A name in a text is looked up in the registry; any class of the project may be in there.
    const std::string* text = exact_string(draft.target);
    if (text == nullptr || !is_name(*text) || !registry_is_known(owner)) return;
    if (!model_.class_statements.contains(std::string(last_part(*text))))
      relationship.target = Relationship::Target::missing;
  }

  static bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    });
  }

  // Whether all that is mapped beside the class is known.
  bool registry_is_known(size_t owner) const {
    const MappedClass& mapped = model_.classes[owner];
    const MetadataDraft& metadata = model_.metadatas.at(mapped.metadata);
    return metadata.known && !metadata.has_unknown_tables && mapped.table &&
           model_.tables[*mapped.table].table.complete;
  }

  // ---- directions ----

  static bool among(const std::vector<size_t>& tables, size_t table) {
    return std::find(tables.begin(), tables.end(), table) != tables.end();
  }

  // A foreign key counts where what the relationship names does not rule it out.
  bool counts(size_t table, const ForeignKey& key, const Mentions& foreign, const Mentions& join) {
    auto mentioned = [&](const std::set<Mentions::Name>& names) {
      return std::any_of(key.columns.begin(), key.columns.end(), [&](const std::string& column) {
        return names.contains({table, column});
      });
    };
    if (!foreign.all.empty() && !mentioned(foreign.all)) return false;
    return join.all.empty() || mentioned(join.all);
  }

  // The foreign keys that the relationship goes by, on the side that its direction tells.
  std::vector<JoinKey> keys_of(size_t owner, size_t target, const RelationshipDraft& draft,
                               Direction direction) {
    if (direction != Direction::many_to_one && direction != Direction::one_to_many) return {};
    std::vector<size_t> from = tables_of(model_, owner);
    std::vector<size_t> to = tables_of(model_, target);
    if (direction == Direction::one_to_many) std::swap(from, to);
    Mentions foreign = names_.mentions_of(owner, draft.foreign_keys);
    const Mentions join = names_.mentions_of(owner, draft.primaryjoin);
    if (foreign.all.empty()) foreign.all = join.foreign;
    std::vector<JoinKey> keys;
    for (size_t table : from) {
      const Table& one = model_.tables[table].table;
      for (const ForeignKey& key : one.foreign_keys)
        if (leads_to(model_, key, to) && counts(table, key, foreign, join))
          keys.push_back({one.name, key.columns, key.where});
    }
    return keys;
  }

  Direction direction_of(size_t owner, std::optional<size_t> target,
                         const RelationshipDraft& draft) {
    if (draft.secondary != nullptr) return Direction::many_to_many;
    if (!target) return Direction::unknown;
    std::vector<size_t> here = tables_of(model_, owner);
    std::vector<size_t> there = tables_of(model_, *target);
    Mentions foreign = names_.mentions_of(owner, draft.foreign_keys);
    Mentions join = names_.mentions_of(owner, draft.primaryjoin);
    // `foreign()` in the join condition says it outright.
    if (foreign.all.empty()) foreign.all = join.foreign;
    bool self = !here.empty() && !there.empty() && among(here, there.front());
    if (self) return self_direction(owner, here, foreign, join, draft);
    bool to = false;
    bool from = false;
    for (size_t table : here) {
      for (const ForeignKey& key : model_.tables[table].table.foreign_keys) {
        to = to || (leads_to(model_, key, there) && counts(table, key, foreign, join));
      }
    }
    for (size_t table : there) {
      for (const ForeignKey& key : model_.tables[table].table.foreign_keys) {
        from = from || (leads_to(model_, key, here) && counts(table, key, foreign, join));
      }
    }
    if (to != from) return to ? Direction::many_to_one : Direction::one_to_many;
    return by_foreign_columns(foreign, here, there);
  }

  static Direction by_foreign_columns(const Mentions& foreign, const std::vector<size_t>& here,
                                      const std::vector<size_t>& there) {
    bool own = false;
    bool other = false;
    for (const auto& [table, column] : foreign.all) {
      own = own || among(here, table);
      other = other || among(there, table);
    }
    if (own == other) return Direction::unknown;
    return own ? Direction::many_to_one : Direction::one_to_many;
  }

  // A table that refers to itself: one to many, unless `remote_side` names the referenced column.
  Direction self_direction(size_t owner, const std::vector<size_t>& tables, const Mentions& foreign,
                           const Mentions& join, const RelationshipDraft& draft) {
    Mentions remote = names_.mentions_of(owner, draft.remote_side);
    for (size_t table : tables) {
      for (const ForeignKey& key : model_.tables[table].table.foreign_keys) {
        if (!leads_to(model_, key, tables) || !counts(table, key, foreign, join)) continue;
        bool remote_is_key =
            std::any_of(key.columns.begin(), key.columns.end(), [&](const std::string& column) {
              return remote.all.contains({table, column});
            });
        if (!remote.all.empty() && !remote_is_key) return Direction::many_to_one;
        return Direction::one_to_many;
      }
    }
    return remote.all.empty() ? Direction::unknown : Direction::many_to_one;
  }

  // RelationshipProperty._determine_direction and declarative_scan: an annotation that is no
  // collection makes it scalar; then `uselist=`; then the direction.
  static bool uselist(const RelationshipDraft& draft, Direction direction) {
    if (draft.scalar_by_annotation) return false;
    if (draft.uselist) return *draft.uselist;
    return direction != Direction::many_to_one;
  }

  // ---- backrefs ----

  void add_backref(size_t owner, size_t target, const RelationshipDraft& draft,
                   Direction direction) {
    const MappedClass& other = model_.classes[target];
    auto made = invocation(draft.backref, Construct::backref);
    Ref name = made ? made->get(0, "name") : draft.backref;
    const std::string* attribute = exact_string(name);
    if (attribute == nullptr) return;
    Direction reverse = direction;
    if (direction == Direction::many_to_one) reverse = Direction::one_to_many;
    if (direction == Direction::one_to_many) reverse = Direction::many_to_one;
    Relationship relationship;
    relationship.module = module_of(target);
    relationship.model_class = other.source->name;
    relationship.attribute = *attribute;
    relationship.target_class = model_.classes[owner].source->name;
    relationship.from_backref = true;
    relationship.annotated = draft.relationship.annotated;
    relationship.target = Relationship::Target::mapped;
    relationship.table = table_name(target);
    relationship.target_table = table_name(owner);
    relationship.direction = reverse;
    relationship.keys = keys_of(owner, target, draft, direction);
    relationship.where = text_of(name)->where();
    relationship.call = draft.backref->where;
    relationship.secondary = secondary_of(draft.secondary);
    relationship.back_populates =
        Sourced<std::string>{draft.relationship.attribute, draft.relationship.where};
    RelationshipDraft given;
    if (made) {
      relationship.arguments = made->call.parentheses;
      given.uselist = given_flag(made->keyword("uselist"));
      read_options(made->call, relationship);
      read_lazy(made->call, relationship);
    }
    relationship.uselist = uselist(given, reverse);
    context_.project.coverage.relationships++;
    by_class_[target].push_back(relationship);
    sides_.push_back({target, owner});
    context_.project.relationships.push_back(std::move(relationship));
  }

  Context& context_;
  Model& model_;
  RelationshipNames names_;
  std::map<size_t, std::vector<Relationship>> by_class_;
  std::vector<RelationshipSides> sides_;  // one for each relationship of the project
};

}  // namespace

void link_relationships(Context& context, Model& model) {
  RelationshipLinker(context, model).link();
}

}  // namespace schemalint::models
