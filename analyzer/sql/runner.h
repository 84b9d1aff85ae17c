#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/replay/changes.h"
#include "analyzer/sql/sql.h"
#include "analyzer/sql/value.h"
#include "parsers/plpgsql.h"
#include "parsers/postgres.h"

namespace schemalint {

// Private to the reader of SQL.

/// How a statement of PL/pgSQL ended.
enum class Flow : uint8_t {
  normal,
  next,       ///< CONTINUE
  leave,      ///< EXIT
  done,       ///< RETURN
  failed,     ///< an error that is on its way to its handler
  undecided,  ///< perhaps normal, perhaps one of the others
};

/// Runs SQL against a schema and writes down the steps.
class SqlRunner {
 public:
  explicit SqlRunner(Schema& state) : state_(state) {}

  /// Adds to `out`.
  void run(const Text& text, SqlSteps& out);
  bool in_transaction() const { return in_transaction_; }

 private:
  using Variables = std::map<std::string, SqlValue, std::less<>>;
  /// A statement and the text it stands in.
  struct Source {
    const Text& text;
    SqlSpan where;

    Span span() const { return text.where(where.begin, where.end); }
    Span span(SqlSpan part) const { return text.where(part.begin, part.end); }
  };

  // sql.cpp
  void run(const Text& text);
  void run(const SqlStatement& statement, const Text& text);
  void refuse_text(const SqlError& error, const Text& text);
  void emit(Operation operation, Span where);
  void emit_unknown(std::string what, const QualifiedName& table, Span where, std::string reason);
  void add_not_understood(Span where, const std::string& what, std::string reason);
  void no_change(std::string what, const Source& source);
  bool is_caught(std::string_view condition) const;

  QualifiedName new_name(const SqlName& name) const;
  QualifiedName table_name(const SqlName& name) const;
  QualifiedName type_name(const SqlName& name) const;
  QualifiedName index_name(const SqlName& name) const;
  QualifiedName view_name(const SqlName& name) const;
  QualifiedName sequence_name(const SqlName& name) const;
  bool is_temporary(const SqlName& name) const;

  void statement(const SqlRename& rename, const Source& source);
  void statement(const SqlSetSchema& set, const Source& source);
  void statement(const SqlDrop& drop, const Source& source);
  void statement(const SqlCreateIndex& create, const Source& source);
  void statement(const SqlCreateEnum& create, const Source& source);
  void statement(const SqlCreateType& create, const Source& source);
  void statement(const SqlCreateView& create, const Source& source);
  void statement(const SqlAddEnumValue& add, const Source& source);
  void statement(const SqlRenameEnumValue& rename, const Source& source);
  void statement(const SqlCreateSchema& create, const Source& source);
  void statement(const SqlCreatePolicy& create, const Source& source);
  void statement(const SqlDo& block, const Source& source);
  void statement(const SqlCreateFunction& create, const Source& source);
  void statement(const SqlChangeRows& change, const Source& source);
  void statement(const SqlMaintenance& maintenance, const Source& source);
  void statement(const SqlRefresh& refresh, const Source& source);
  void statement(const SqlCreateTrigger& create, const Source& source);
  void statement(const SqlComment& comment, const Source& source);
  void statement(const SqlDropDatabase& drop, const Source& source);
  void statement(const SqlQuery& query, const Source& source);
  void statement(const SqlSet& set, const Source& source);
  void statement(const SqlTransaction& transaction, const Source& source);
  void statement(const SqlOther& other, const Source& source);

  void drop_tables(const SqlDrop& drop, const Source& source);
  void drop_views(const SqlDrop& drop, const Source& source);
  void drop_sequence(const QualifiedName& sequence, const Source& source);
  void rename_sequence(const QualifiedName& sequence, const QualifiedName& to,
                       const Source& source);
  void drop_policy(const SqlDrop& drop, const std::string& name, const Source& source);
  void rename_schema(const SqlRename& rename, const Source& source);
  void rename_policy(const SqlRename& rename, const Source& source);
  void set_search_path(const std::vector<std::string>& names);

  // sql_tables.cpp
  void statement(const SqlCreateTable& create, const Source& source);
  void statement(const SqlAlterTable& alter, const Source& source);
  void action(const SqlAlterTable& alter, const QualifiedName& table, const SqlAction& action,
              const Source& source, Span where);
  void alter_column(const SqlAlterTable& alter, const QualifiedName& table, const SqlAction& action,
                    Span where);
  void add_column(const QualifiedName& table, const SqlAction& action, const Source& source,
                  Span where);
  void add_constraint(const QualifiedName& table, const SqlConstraint& constraint,
                      const std::string& column, const Source& source, Span where,
                      bool only = false);
  Column column_of(const SqlColumn& column, const QualifiedName& table, const Source& source);
  void set_type(const SqlType& type, Span where, Sourced<std::string>& text,
                std::optional<QualifiedName>& enum_type) const;
  void add_to(Table& table, const SqlConstraint& constraint, const std::string& column,
              const Source& source) const;
  void copy_like(Table& table, const SqlLike& like) const;
  std::vector<ViewSource> sources_of(const SqlCreateView& create) const;
  ForeignKey foreign_key_of(const SqlConstraint& constraint, const std::string& column,
                            const Source& source) const;

  // sql_procedure.cpp
  void run_body(const SqlBody& body, const Text& text, const std::vector<std::string>& arguments,
                const std::vector<std::optional<std::string>>& values, Span where);
  Flow run(const std::vector<PlStatement>& statements, size_t begin, Variables& variables,
           const Text& body);
  Flow run(const PlStatement& statement, Variables& variables, const Text& body);
  Flow run_branch(const PlStatement& statement, Variables& variables, const Text& body);
  Flow run_block(const PlStatement& statement, Variables& variables, const Text& body);
  Flow run_loop(const PlStatement& statement, Variables& variables, const Text& body);
  Flow run_items(const PlStatement& statement, const SqlRelation& rows, Variables& variables,
                 const Text& body);
  void run_statement(const PlStatement& statement, Variables& variables, const Text& body);
  void run_execute(const PlStatement& statement, Variables& variables, const Text& body);
  void select_into(const PlStatement& statement, const std::string& query, Variables& variables);
  SqlScope scope(const Variables& variables) const;
  SqlValue value_of(const std::string& expression, const Variables& variables) const;
  /// One of `alternatives` may be run, each from its statement `begin` on. Returns whether they
  /// all go on behind it.
  Flow run_undecided(const std::vector<const std::vector<PlStatement>*>& alternatives, size_t begin,
                     const std::string& what, Span where, Variables& variables, const Text& body);
  std::vector<Step> run_apart(const std::vector<PlStatement>& statements, size_t begin,
                              Variables& variables, const Text& body, Flow& flow);

  struct Function {
    SqlBody body;
    std::vector<std::string> arguments;
    Text text;
  };

  Schema& state_;
  SqlSteps* out_ = nullptr;  // of the text that is being run
  std::vector<std::string> search_path_{""};
  std::map<std::string, std::string> settings_;
  bool in_transaction_ = true;
  std::set<std::string> temporary_;
  std::map<std::string, Function> functions_;
  std::vector<const PlStatement*> handlers_;  // the blocks with handlers that we are in
  size_t branches_ = 0;                       // the branches that we are in
  Refusal failure_;
  size_t depth_ = 0;
  static constexpr size_t full_budget = 100000;
  size_t budget_ = full_budget;  // statements of PL/pgSQL that may still be run
};

/// True where a name in it is not known in whole (Text::placeholder).
bool has_hole(const Operation& operation);
/// "ALTER TABLE" of a statement's text.
std::string statement_words(std::string_view sql);
/// Elements of an index or an exclusion constraint as the schema has them.
std::vector<IndexElement> index_elements(const std::vector<SqlIndexElement>& elements);

}  // namespace schemalint
