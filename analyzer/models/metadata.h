#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/models/constructs.h"
#include "analyzer/models/draft.h"

namespace schemalint::models {

/// The MetaData objects of the project, and which of them a class or Table(...) is in.
class Metadatas {
 public:
  explicit Metadatas(Context& context) : context_(context) {}

  /// Of `MetaData(...)`, `Base.metadata`, `registry.metadata`, `db.metadata`.
  size_t of_value(Ref value);
  /// Of Flask-SQLAlchemy's `db`.
  size_t of_database(Ref database) { return of_owner(database, 0); }
  /// `metadata.naming_convention = {…}` and `metadata.schema = "…"`, set after it was made.
  void read_assignment(const AttributeAssignment& assignment);
  /// Of a class that a declarative base maps.
  size_t of_class(const Class& cls);

  std::vector<MetadataDraft>& all() { return all_; }
  MetadataDraft& operator[](size_t index) { return all_[index]; }
  const MetadataDraft& at(size_t index) const { return all_.at(index); }

 private:
  size_t keyed(const std::string& key, Ref call);
  size_t of_owner(Ref owner, int depth);
  size_t of_value(Ref value, int depth);
  size_t of_class(const Class& cls, int depth);

  Context& context_;
  std::vector<MetadataDraft> all_;
  std::map<std::string, size_t> by_key_;
};

/// The dictionaries of `type_annotation_map` that hold for a class.
std::vector<Ref> type_maps_of(const Class& cls);

/// Classes that a made base brings along: `declarative_base(cls=Mixin)`,
/// `SQLAlchemy(model_class=Base)`; in Python's resolution order behind the class's own.
std::vector<Class*> classes_of_made_bases(const Class& cls);

}  // namespace schemalint::models
