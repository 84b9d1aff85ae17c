#pragma once

#include <optional>

#include "analyzer/models/annotations.h"
#include "analyzer/models/mapping.h"

namespace schemalint::models {

/// Whether the value is a call of relationship(), dynamic_loader() or SQLModel's Relationship().
bool is_relationship(Ref value);

/// Reads a relationship of a class.
RelationshipDraft read_relationship(Context& context, const Class& cls, const Binding& binding,
                                    Ref value, const MappedAnnotation& annotation);

/// Reads what relationship() and backref() say about deleting and writing.
void read_options(const Call& call, Relationship& relationship);
/// Reads `lazy=` of relationship() or backref().
void read_lazy(const Call& call, Relationship& relationship);
/// True or false where the value is known.
std::optional<bool> given_flag(Ref value);

/// The classes that a relationship joins, in Model::classes.
struct RelationshipSides {
  size_t owner = 0;
  std::optional<size_t> target;
};

/// Says of every relationship with `back_populates` what SQLAlchemy finds wrong with the attribute
/// that it names. `sides` has one entry for each relationship.
void check_reverse_sides(const Model& model, const std::vector<RelationshipSides>& sides,
                         std::vector<Relationship>& relationships);

/// Turns the drafts into the project's relationships: targets, backrefs, and whether there are
/// many, which the foreign keys between the tables decide.
void link_relationships(Context& context, Model& model);

}  // namespace schemalint::models
