#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/models/constructs.h"
#include "analyzer/models/draft.h"
#include "analyzer/models/metadata.h"

namespace schemalint::models {

/// A relationship as it is written, before the tables are linked.
struct RelationshipDraft {
  Relationship relationship;
  Ref target = nullptr;  ///< first argument or `argument=`; null where the annotation tells
  bool scalar_by_annotation = false;
  std::optional<bool> uselist;  ///< `uselist=` is written
  Ref secondary = nullptr;
  Ref foreign_keys = nullptr;
  Ref primaryjoin = nullptr;
  Ref secondaryjoin = nullptr;
  Ref remote_side = nullptr;
  Ref backref = nullptr;
};

/// A class that SQLAlchemy maps.
struct MappedClass {
  Class* source = nullptr;
  size_t metadata = 0;
  std::optional<size_t>
      table;                   ///< in Model::tables; that of the parent in single-table inheritance
  std::vector<size_t> joined;  ///< the tables of a class that is mapped to a join of them
  std::optional<size_t> parent;      ///< in Model::classes
  bool concrete = false;             ///< has nothing from its parent but Python's attributes
  std::set<std::string> attributes;  ///< mapped here or in a parent
  std::vector<RelationshipDraft> relationships;
};

/// Everything that the project's models declare, not yet linked.
struct Model {
  explicit Model(Context& context) : metadatas(context) {}

  Metadatas metadatas;
  std::vector<TableDraft> tables;
  std::vector<MappedClass> classes;
  std::unordered_map<const Class*, size_t> class_index;
  std::unordered_map<Ref, size_t> table_by_call;
  std::multimap<std::string, size_t> classes_by_name;
  std::set<std::string> class_statements;  ///< names of all classes of the project, mapped or not

  const MappedClass* mapped(const Class* cls) const;
  /// The table that is in this metadata under this name.
  std::optional<size_t> table_named(size_t metadata, const QualifiedName& name) const;
  size_t add_table(TableDraft table);
  /// Makes columns known by their objects; to be called when all classes are read.
  void index_columns();
  /// Where a Column object is a column: several places for that of a mixin.
  std::vector<std::pair<size_t, size_t>> places_of(Ref object) const;

 private:
  std::unordered_map<Ref, std::vector<std::pair<size_t, size_t>>> by_object_;
  std::map<std::pair<size_t, QualifiedName>, size_t> by_name_;
};

/// Reads the tables and mapped classes of modules into a Model.
class Mapper {
 public:
  Mapper(Context& context, Model& model) : context_(context), model_(model) {}

  /// Every `Table(...)` that the module makes.
  void read_tables(const Module& module);
  /// Every class that is mapped, those included that mapping another one makes.
  void read_classes(const std::vector<const Module*>& modules);
  /// What modules of libraries declare in the metadata that the tables read so far are in: models
  /// of a library that the project's own belong to.
  void read_libraries(const std::vector<const Module*>& modules);
  /// Indexes and constraints that attach themselves to the table of the Column objects they are
  /// given: `Index("name", Model.column)` behind the class.
  void read_late_elements(const Module& module);
  /// Indexes and constraints in the bodies of the module's classes that reach no table; to be
  /// called when those that attach themselves are read.
  void note_dead_declarations(const Module& module);

 private:
  enum class Kind : uint8_t { plain, abstract, mapped };

  Kind kind_of(Class& cls);
  Kind map_class(Class& cls);
  void map_table(MappedClass& mapped, const std::string& name);
  void note_unknown_table(const MappedClass& mapped);
  bool is_declarative(const Class& cls) const;
  bool is_library_model(const Class& cls) const;
  bool is_wanted(size_t metadata) const;
  std::vector<Class*> resolution_order(const Class& cls) const;
  std::optional<size_t> mapped_parent(const Class& cls);

  struct TableName {
    std::optional<std::string> name;
    bool known = true;
  };
  TableName table_name(Class& cls, bool has_parent);
  TableName automatic_name(const Class& cls);
  Ref table_arguments(Class& cls);

  void read_table_call(Ref call);
  void read_imperative_mapping(Ref call);
  void read_properties(MappedClass& mapped, Ref properties);
  void map_classes_of(Ref value, int depth);
  std::optional<size_t> inherited_class(const Class& cls, Ref inherits);
  Ref mapper_argument(Class& cls, std::string_view name);
  void run_mapping_function(Class& cls);
  Ref mapped_fact(Class& cls, Ref asked);
  Ref mapper_fact(Class& cls, const Invocation& mapper, const std::string& name, Span where);
  Ref table_fact(Class& cls, const TableDraft& table, const std::string& name, Span where);
  Ref copied_column(Ref column);
  Ref type_of_column(Ref column, int depth);
  Ref named_column(const ColumnDraft& column);
  void append_element(Ref call);
  TableDraft* own_table(const Class& cls);
  void note_detached(const Module& module, const Class& cls, const Invocation& made);
  void note_lost_arguments(Class& cls);
  void read_attributes(MappedClass& mapped, TableDraft* table);
  void read_attribute(MappedClass& mapped, TableDraft* table, const Binding& binding,
                      const Class& from);
  void read_sqlmodel_attribute(MappedClass& mapped, TableDraft* table, const Binding& binding);
  void add_column(TableDraft* table, std::optional<ColumnDraft> column, const std::string& what,
                  Span where);
  Ref evaluated(const Binding& binding, Class& cls);
  Ref called(const Function& function, Class& cls);
  Ref answer(Ref value);
  Ref existing_column(const Invocation& made);

  Context& context_;
  Model& model_;
  std::unordered_map<const Class*, Kind> kinds_;
  std::unordered_map<const Class*, std::string> table_names_;  ///< those of classes being mapped
  std::optional<std::set<size_t>> wanted_;  ///< metadata whose tables are read; nothing: of all
};

/// The table that a value stands for: Table(...), a mapped class, `Model.__table__`.
std::optional<size_t> table_of(const Model& model, Ref value);

/// A column of a table of the model.
struct ColumnPlace {
  size_t table = 0;
  size_t column = 0;
};
/// The tables of `join(a, b)`, `a.outerjoin(b)`; empty for every other value.
std::vector<size_t> joined_tables(const Model& model, Ref value);
/// The column that a value stands for: `Model.x`, `table.c.x`, a Column object. `local` is the
/// table whose declaration the value stands in: its columns are looked at first.
std::optional<ColumnPlace> column_of(const Model& model, Ref value, std::optional<size_t> local);

/// The first column that an expression speaks of: of `func.lower(Model.x)`.
std::optional<ColumnPlace> column_in(const Model& model, Ref value,
                                     std::optional<size_t> local = std::nullopt);

/// The place of a mapped attribute's column, of the class or of its parents.
std::optional<ColumnPlace> attribute_column(const Model& model, const Class* cls,
                                            std::string_view attribute);

}  // namespace schemalint::models
