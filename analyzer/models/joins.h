#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/models/mapping.h"

namespace schemalint::models {

/// The tables of a class: its own first, then those of the classes that it inherits from.
std::vector<size_t> tables_of(const Model& model, size_t cls);

/// Whether a foreign key leads to one of the tables.
bool leads_to(const Model& model, const ForeignKey& key, const std::vector<size_t>& tables);

/// The foreign keys that SQLAlchemy finds between two classes where nothing tells it which one is
/// meant, if these are several: it then raises AmbiguousForeignKeysError. Empty where there is no
/// doubt, and where something is not known. With a `secondary` table each side is looked at.
/// sqlalchemy/orm/relationships.py, JoinCondition._determine_joins
std::vector<JoinKey> ambiguous_keys(const Model& model, size_t owner, size_t target,
                                    const RelationshipDraft& draft,
                                    std::optional<size_t> secondary);

}  // namespace schemalint::models
