#pragma once

#include <map>
#include <optional>
#include <utility>

#include "analyzer/models/mapping.h"

namespace schemalint::models {

/// The foreign keys of a model, resolved as SQLAlchemy does it (sqlalchemy/sql/schema.py,
/// ForeignKey._resolve_col_tokens): a target without a schema is in the schema of the MetaData,
/// never in that of the referring table; a column is meant by its key.
class ForeignKeys {
 public:
  ForeignKeys(Context& context, Model& model) : context_(context), model_(model) {}

  /// Fills `Table::foreign_keys` of every draft, without names.
  void resolve();
  /// Gives columns without a type that of the column they refer to.
  void infer_types();

 private:
  struct Target {
    std::string schema;
    bool schema_written = false;
    bool schema_known = true;
    std::string table;
    std::string column;  ///< empty: that of the referring column
    bool known = true;
  };
  static Target parse(const Text& text);
  static void add_written(const TargetDraft& draft, ForeignKey& key);

  void resolve_table(size_t table);
  void resolve_key(size_t table, const ForeignKeyDraft& draft, const std::vector<size_t>& columns);
  void resolve_text(size_t table, const ForeignKeyDraft& draft, const Text& text, size_t column,
                    ForeignKey& key);
  void resolve_object(size_t table, Ref object, size_t column, ForeignKey& key);
  std::optional<size_t> find_table(const Target& target, size_t metadata, ForeignKey& key) const;
  std::optional<size_t> only_table_called(const std::string& name, size_t metadata) const;
  void infer_type(ColumnPlace place, int depth);

  Context& context_;
  Model& model_;
  std::multimap<std::string, size_t> by_bare_name_;
  std::map<std::pair<size_t, size_t>, ColumnPlace> leads_to_;  // (table, column)
};

}  // namespace schemalint::models
