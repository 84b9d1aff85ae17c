#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "analyzer/models/relationships.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 50;  // of inheritance

// Finds what stands behind a name in a mapped class, as Mapper.get_property() does.
class ReverseSides {
 public:
  ReverseSides(const Model& model, const std::vector<RelationshipSides>& sides,
               std::vector<Relationship>& relationships)
      : model_(model), sides_(sides), relationships_(relationships) {
    for (size_t i = 0; i < relationships.size(); ++i)
      by_attribute_.emplace(std::make_pair(sides[i].owner, relationships[i].attribute), i);
  }

  void check(size_t index) {
    Relationship& relationship = relationships_[index];
    if (!relationship.back_populates || relationship.from_backref || !relationship.complete ||
        relationship.target != Relationship::Target::mapped ||
        relationship.back_populates->value.empty())  // "" is none
      return;
    const size_t target = *sides_[index].target;
    const std::string& name = relationship.back_populates->value;
    if (const auto other = relationship_called(target, name)) {
      compare(index, *other);
    } else if (const Column* column = column_called(target, name)) {
      relationship.reverse = Relationship::Reverse::no_relationship;
      relationship.reverse_where = column->where;
    } else if (is_without(target, name)) {
      relationship.reverse = Relationship::Reverse::missing;
      relationship.target_attributes = relationships_of(target);
    }
  }

 private:
  template <typename Visit>
  void for_each_ancestor(size_t cls, Visit visit) const {
    std::optional<size_t> at = cls;
    for (int depth = 0; at && depth < max_depth; ++depth) {
      if (!visit(*at)) return;
      at = model_.classes[*at].parent;
    }
  }

  size_t root_of(size_t cls) const {
    size_t root = cls;
    for_each_ancestor(cls, [&](size_t at) {
      root = at;
      return !model_.classes[at].concrete;
    });
    return root;
  }

  std::optional<size_t> relationship_called(size_t cls, const std::string& name) const {
    std::optional<size_t> found;
    for_each_ancestor(cls, [&](size_t at) {
      const auto own = by_attribute_.find({at, name});
      if (own != by_attribute_.end()) found = own->second;
      return !found;
    });
    return found;
  }

  const Column* column_called(size_t cls, const std::string& name) const {
    const auto place = attribute_column(model_, model_.classes[cls].source, name);
    return place ? &model_.tables[place->table].columns[place->column].column : nullptr;
  }

  // Whether no class of the line binds the name, and none has a part that is not known.
  bool is_without(size_t cls, const std::string& name) const {
    bool without = true;
    for_each_ancestor(cls, [&](size_t at) {
      const MappedClass& mapped = model_.classes[at];
      const bool known = mapped.table && model_.tables[*mapped.table].table.complete;
      without = without && known && !mapped.attributes.contains(name) &&
                find_attribute(*mapped.source, name) == nullptr;
      return without;
    });
    return without;
  }

  std::vector<std::string> relationships_of(size_t cls) const {
    std::vector<std::string> names;
    for_each_ancestor(cls, [&](size_t at) {
      for (auto own = by_attribute_.lower_bound({at, std::string()});
           own != by_attribute_.end() && own->first.first == at; ++own)
        names.push_back(own->first.second);
      return true;
    });
    return names;
  }

  // sqlalchemy/orm/relationships.py, RelationshipProperty._add_reverse_property
  void compare(size_t index, size_t other) {
    Relationship& relationship = relationships_[index];
    const Relationship& reverse = relationships_[other];
    if (reverse.target != Relationship::Target::mapped || !reverse.complete) return;
    relationship.reverse_where = reverse.where;
    relationship.reverse_target = reverse.target_class;
    if (root_of(*sides_[other].target) != root_of(sides_[index].owner)) {
      relationship.reverse = Relationship::Reverse::points_elsewhere;
    } else if (same_direction(relationship, reverse)) {
      relationship.reverse = Relationship::Reverse::same_direction;
    }
  }

  static bool same_direction(const Relationship& a, const Relationship& b) {
    const bool simple = a.direction == Relationship::Direction::many_to_one ||
                        a.direction == Relationship::Direction::one_to_many;
    return simple && a.direction == b.direction && a.keys.size() == 1 && b.keys.size() == 1;
  }

  const Model& model_;
  const std::vector<RelationshipSides>& sides_;
  std::vector<Relationship>& relationships_;
  std::map<std::pair<size_t, std::string>, size_t> by_attribute_;
};

}  // namespace

void check_reverse_sides(const Model& model, const std::vector<RelationshipSides>& sides,
                         std::vector<Relationship>& relationships) {
  ReverseSides reverse(model, sides, relationships);
  for (size_t i = 0; i < sides.size(); ++i) reverse.check(i);
}

}  // namespace schemalint::models
