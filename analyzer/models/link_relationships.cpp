#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "analyzer/models/joins.h"
#include "analyzer/models/relationships.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 30;

using Direction = Relationship::Direction;

using ColumnName = std::pair<size_t, std::string>;  // table, database name

// The columns that a part of a relationship speaks of, and those it marks as foreign or remote.
struct Mentions {
  std::set<ColumnName> all;
  std::set<ColumnName> foreign;
};

class RelationshipLinker {
 public:
  RelationshipLinker(Context& context, Model& model) : context_(context), model_(model) {}

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
      relationship.ambiguous =
          ambiguous_keys(model_, owner, *target, draft, secondary_table(owner, draft.secondary));
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

  std::string written_target(Ref value, int depth) {
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

  std::optional<size_t> class_behind(Ref value) {
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
  std::optional<size_t> class_called(size_t owner, const std::string& dotted) {
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

  std::optional<size_t> target_of(size_t owner, const RelationshipDraft& draft,
                                  std::string& written) {
    if (draft.target != nullptr) {
      if (auto index = class_behind(draft.target)) return index;
      written = written_target(draft.target, 0);
    }
    if (written.empty()) return std::nullopt;
    auto index = class_called(owner, written);
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

  // The table that `secondary=` means; nothing where it is not known.
  std::optional<size_t> secondary_table(size_t owner, Ref value) {
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

  // ---- directions ----

  static bool among(const std::vector<size_t>& tables, size_t table) {
    return std::find(tables.begin(), tables.end(), table) != tables.end();
  }

  Mentions mentions_of(size_t owner, Ref value) {
    Mentions mentions;
    collect(owner, value, false, mentions, 0);
    return mentions;
  }

  void collect(size_t owner, Ref value, bool foreign, Mentions& mentions, int depth) {
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

  void add(ColumnPlace place, bool foreign, Mentions& mentions) {
    ColumnName name = {place.table, model_.tables[place.table].columns[place.column].column.name};
    mentions.all.insert(name);
    if (foreign) mentions.foreign.insert(name);
  }

  // "foreign(Node.parent_id) == remote(Node.id)": SQLAlchemy evaluates it over the classes.
  void collect_text(size_t owner, const std::string& text, Mentions& mentions) {
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
  std::optional<ColumnPlace> named_column(size_t owner, const std::string& word) {
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

  std::optional<ColumnPlace> table_column(size_t owner, const std::string& name,
                                          const std::string& key) {
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

  // A foreign key counts where what the relationship names does not rule it out.
  bool counts(size_t table, const ForeignKey& key, const Mentions& foreign, const Mentions& join) {
    auto mentioned = [&](const std::set<ColumnName>& names) {
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
    Mentions foreign = mentions_of(owner, draft.foreign_keys);
    const Mentions join = mentions_of(owner, draft.primaryjoin);
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
    Mentions foreign = mentions_of(owner, draft.foreign_keys);
    Mentions join = mentions_of(owner, draft.primaryjoin);
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
    Mentions remote = mentions_of(owner, draft.remote_side);
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
  std::map<size_t, std::vector<Relationship>> by_class_;
  std::vector<RelationshipSides> sides_;  // one for each relationship of the project
};

}  // namespace

void link_relationships(Context& context, Model& model) {
  RelationshipLinker(context, model).link();
}

}  // namespace schemalint::models
