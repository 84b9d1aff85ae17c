#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/code/facts.h"
#include "analyzer/project.h"
#include "analyzer/schema.h"

namespace schemalint {

// pgvector's types, operators and operator classes: https://github.com/pgvector/pgvector

/// The distance operator whose operand a part of SQL text is: "<=>"; empty where it is none's.
std::string_view vector_operator_before(const SqlText& text, const DynamicPart& part);

/// A type of pgvector, or a bit string, as it is indexed.
struct VectorType {
  std::string name;               ///< "VECTOR", "HALFVEC", "SPARSEVEC", "BIT"
  std::optional<int> dimensions;  ///< nothing where the type has none
};
/// Reads "VECTOR(3)"; nothing for other types.
std::optional<VectorType> vector_type(std::string_view type);

/// The operator class that serves an operator on a type: "vector_cosine_ops"; empty: none does.
std::string operator_class_of(std::string_view op, std::string_view type);

/// The method of pgvector's types for an operator: "cosine_distance".
std::string_view distance_method(std::string_view op);

std::string upper(std::string_view text);

/// An order by distance that queries of the project ask for.
struct DistanceUse {
  ColumnUse column{};
  std::string op{};
  Span where{};
};
/// Those that an index could serve, each column and operator once. Ascending: no index serves
/// others.
std::vector<DistanceUse> distance_uses(const Project& project);

/// Whether an index is one of pgvector's: hnsw or ivfflat.
bool is_vector_index(const Index& index);
/// Its operator class; ivfflat has a default, hnsw has none.
std::string effective_operator_class(const Index& index);
/// The name of the column that it is made for, that of its expression included.
bool is_index_on(const Index& index, std::string_view column);

}  // namespace schemalint
