#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/models/mapping.h"

namespace schemalint::models {

/// What the arguments of relationship() speak of: classes, tables and columns, given as objects, as
/// functions or as text that SQLAlchemy evaluates over the registry of the class. `owner` is the
/// class of the relationship, in Model::classes.
class RelationshipNames {
 public:
  RelationshipNames(Context& context, Model& model) : context_(context), model_(model) {}

  /// The columns that an argument speaks of, and those that it marks as foreign.
  struct Mentions {
    using Name = std::pair<size_t, std::string>;  ///< table, database name
    std::set<Name> all;
    std::set<Name> foreign;
  };

  /// The target as it is written, where it is a name; empty otherwise.
  std::string written_target(Ref value, int depth = 0) const;
  /// The mapped class that an object stands for.
  std::optional<size_t> class_behind(Ref value) const;
  /// The mapped class that a name means.
  std::optional<size_t> class_called(size_t owner, const std::string& dotted) const;
  /// The table that `secondary=` means.
  std::optional<size_t> secondary_table(size_t owner, Ref value) const;
  Mentions mentions_of(size_t owner, Ref value) const;

 private:
  void collect(size_t owner, Ref value, bool foreign, Mentions& mentions, int depth) const;
  void add(ColumnPlace place, bool foreign, Mentions& mentions) const;
  void collect_text(size_t owner, const std::string& text, Mentions& mentions) const;
  std::optional<ColumnPlace> named_column(size_t owner, const std::string& word) const;
  std::optional<ColumnPlace> table_column(size_t owner, const std::string& name,
                                          const std::string& key) const;

  Context& context_;
  Model& model_;
};

}  // namespace schemalint::models
