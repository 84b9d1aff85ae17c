#include "analyzer/sql/sql.h"

#include <algorithm>

#include "analyzer/sequences.h"
#include "analyzer/sql/runner.h"
#include "analyzer/words.h"

namespace schemalint {

void SqlRunner::run(const Text& text, SqlSteps& out) {
  out_ = &out;
  failure_.reset();
  handlers_.clear();
  budget_ = full_budget;
  run(text);
  out_ = nullptr;
}

void SqlRunner::run(const Text& text) {
  SqlScript script = parse_sql(text.value());
  auto error = script.errors.begin();
  for (const SqlStatement& one : script.statements) {
    for (; error != script.errors.end() && error->statement.begin < one.where.begin; ++error)
      refuse_text(*error, text);
    run(one, text);
    if (failure_) return;
  }
  for (; error != script.errors.end(); ++error) refuse_text(*error, text);
}

void SqlRunner::run(const SqlStatement& one, const Text& text) {
  const Source source{text, one.where};
  std::visit([&](const auto& content) { statement(content, source); }, one.content);
}

// Where a part of the text is not known, that part may be what makes it SQL.
void SqlRunner::refuse_text(const SqlError& error, const Text& text) {
  const size_t size = error.statement.end - error.statement.begin;
  const std::string_view sql = std::string_view(text.value()).substr(error.statement.begin, size);
  if (sql.find(Text::placeholder) == std::string_view::npos) {
    out_->errors.push_back({text.where(error.where.begin, error.where.end), error.message});
    return;
  }
  emit_unknown(statement_words(sql), {}, text.where(error.statement.begin, error.statement.end),
               "a part of the statement is not known");
}

bool SqlRunner::is_caught(std::string_view condition) const {
  for (const PlStatement* block : handlers_)
    for (const PlBranch& handler : block->branches)
      for (const std::string& name : handler.exceptions)
        if (name == "others" || name == condition) return true;
  return false;
}

void SqlRunner::emit(Operation operation, Span where) {
  if (failure_) return;
  if (has_hole(operation)) {
    QualifiedName table = table_of(operation);
    if (table.text().find(Text::placeholder) != std::string::npos) table = {};
    emit_unknown("statement", table, where, "a name in it is not known");
    return;
  }
  Refusal refusal = apply_change(state_, operation);
  if (refusal && is_caught(refusal->condition)) {
    failure_ = std::move(refusal);
    return;
  }
  if (auto* const created = std::get_if<CreateEnum>(&operation))
    created->if_not_exists = is_caught("duplicate_object");
  out_->steps.push_back({.operation = std::move(operation),
                         .in_transaction = in_transaction_,
                         .from_sql = true,
                         .guarded = branches_ > 0 || !handlers_.empty(),
                         .where = where});
}

void SqlRunner::emit_unknown(std::string what, const QualifiedName& table, Span where,
                             std::string reason) {
  if (failure_) return;
  add_not_understood(where, what, std::move(reason));
  emit(UnknownChange{std::move(what), table}, where);
}

// Once for each place, however often a loop comes by.
void SqlRunner::add_not_understood(Span where, const std::string& what, std::string reason) {
  for (const NotUnderstood& one : out_->not_understood)
    if (one.where == where && one.what == what) return;
  out_->not_understood.push_back({where, what, std::move(reason)});
}

void SqlRunner::no_change(std::string what, const Source& source) {
  emit(NoSchemaChange{std::move(what)}, source.span());
}

QualifiedName SqlRunner::new_name(const SqlName& name) const {
  return qualified_name(name.schema.empty() ? search_path_[0] : name.schema, name.name);
}

namespace {

// The first schema of the path in which `exists`, or else the first.
template <typename Exists>
QualifiedName find_name(const SqlName& name, const std::vector<std::string>& path, Exists exists) {
  if (!name.schema.empty()) return qualified_name(name.schema, name.name);
  for (const std::string& schema : path)
    if (const QualifiedName found = qualified_name(schema, name.name); exists(found)) return found;
  return qualified_name(path[0], name.name);
}

}  // namespace

QualifiedName SqlRunner::table_name(const SqlName& name) const {
  return find_name(name, search_path_,
                   [&](const QualifiedName& one) { return state_.table(one) != nullptr; });
}

QualifiedName SqlRunner::type_name(const SqlName& name) const {
  return find_name(name, search_path_, [&](const QualifiedName& one) {
    return state_.enum_type(one) != nullptr || state_.named_types().contains(one);
  });
}

QualifiedName SqlRunner::index_name(const SqlName& name) const {
  return find_name(name, search_path_, [&](const QualifiedName& one) {
    return table_of_index(state_, one) != nullptr;
  });
}

QualifiedName SqlRunner::view_name(const SqlName& name) const {
  return find_name(name, search_path_,
                   [&](const QualifiedName& one) { return state_.views().contains(one); });
}

QualifiedName SqlRunner::sequence_name(const SqlName& name) const {
  return find_name(name, search_path_, [&](const QualifiedName& one) {
    return !columns_of_sequence(state_, one).empty();
  });
}

bool SqlRunner::is_temporary(const SqlName& name) const {
  return name.schema == "pg_temp" || (name.schema.empty() && temporary_.contains(name.name));
}

void SqlRunner::set_search_path(const std::vector<std::string>& names) {
  search_path_.clear();
  for (const std::string& name : names) {
    if (name.find(Text::placeholder) != std::string::npos) {
      search_path_.push_back(name);  // makes every unqualified name one that is not known
      continue;
    }
    SqlLexer lexer(name);  // set_config() gives the whole list as one text
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
      const std::string schema = sql_identifier(lexer.text(token));
      const bool is_name =
          token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted;
      if (is_name && schema != "pg_catalog" && schema != "user" && schema != "$user")
        search_path_.push_back(schema == "public" ? "" : schema);
    }
  }
  if (search_path_.empty()) search_path_.emplace_back();
}

void SqlRunner::statement(const SqlCreateIndex& create, const Source& source) {
  if (is_temporary(create.table)) return no_change("CREATE INDEX", source);
  CreateIndex operation;
  operation.table = table_name(create.table);
  operation.if_not_exists = create.if_not_exists;
  operation.concurrently = create.concurrently;
  operation.only = create.only;
  Index& index = operation.index;
  index.name = create.name;
  index.elements = index_elements(create.elements);
  index.include = create.include;
  index.method = create.method;
  index.parameters = create.parameters;
  index.where_sql = create.where_sql;
  index.unique = create.unique;
  index.nulls_not_distinct = create.nulls_not_distinct;
  index.where = source.span();
  emit(std::move(operation), source.span());
}

void SqlRunner::statement(const SqlCreateSchema& create, const Source& source) {
  emit(CreateSchema{create.name}, source.span());
  const std::vector<std::string> path = search_path_;
  search_path_ = {create.name};
  for (const SqlStatement& element : create.elements) run(element, source.text);
  search_path_ = path;
}

void SqlRunner::statement(const SqlDo& block, const Source& source) {
  if (!block.body.language.empty() && block.body.language != "plpgsql")
    return emit_unknown("DO", {}, source.span(), "it is written in " + block.body.language);
  run_body(block.body, source.text, {}, {}, source.span());
}

void SqlRunner::statement(const SqlCreateFunction& create, const Source& source) {
  if (!create.is_trigger)
    functions_[create.name.name] = {create.body, create.arguments, source.text};
  no_change("CREATE FUNCTION", source);
}

void SqlRunner::statement(const SqlChangeRows& change, const Source& source) {
  const auto emit_change = [&](const SqlName& name) {
    QualifiedName table = name.name.empty() ? QualifiedName() : table_name(name);
    if (table.text().find(Text::placeholder) != std::string::npos) table = {};
    if (is_temporary(name)) return no_change(change.verb, source);
    emit(ChangeData{change.verb, std::move(table), change.cascade}, source.span());
  };
  emit_change(change.table);
  for (const SqlName& name : change.more) emit_change(name);
}

void SqlRunner::statement(const SqlMaintenance& maintenance, const Source& source) {
  Maintenance operation;
  operation.kind = static_cast<Maintenance::Kind>(maintenance.kind);
  operation.concurrently = maintenance.concurrently;
  if (maintenance.names.empty()) return emit(std::move(operation), source.span());
  for (const SqlName& name : maintenance.names) {
    if (is_temporary(name)) {
      no_change("VACUUM", source);
      continue;
    }
    if (operation.kind == Maintenance::Kind::reindex_index) {
      operation.index = index_name(name);
      const Table* table = table_of_index(state_, operation.index);
      operation.table = table == nullptr ? QualifiedName() : table->name;
    } else {
      operation.table = table_name(name);
    }
    emit(operation, source.span());
  }
}

void SqlRunner::statement(const SqlRefresh& refresh, const Source& source) {
  emit(RefreshView{view_name(refresh.view), refresh.concurrently, refresh.with_data},
       source.span());
}

void SqlRunner::statement(const SqlCreateTrigger& create, const Source& source) {
  if (is_temporary(create.table)) return no_change("CREATE TRIGGER", source);
  emit(CreateTrigger{table_name(create.table), create.name, create.or_replace}, source.span());
}

void SqlRunner::statement(const SqlComment& comment, const Source& source) {
  if (is_temporary(comment.table)) return no_change("COMMENT", source);
  emit(SetTableOption{SetTableOption::Kind::comment, table_name(comment.table)}, source.span());
}

void SqlRunner::statement(const SqlDropDatabase& drop, const Source& source) {
  emit(DropDatabase{drop.name, drop.if_exists}, source.span());
}

void SqlRunner::statement(const SqlQuery& query, const Source& source) {
  if (query.call && query.call->name == "set_config" && query.arguments.size() > 1 &&
      query.arguments[0] && query.arguments[1]) {
    if (query.arguments[0] == "search_path") set_search_path({*query.arguments[1]});
    settings_[*query.arguments[0]] = *query.arguments[1];
    const bool local = query.arguments.size() > 2 && query.arguments[2] == "true";
    return emit(SetParameter{lower(*query.arguments[0]), *query.arguments[1], local},
                source.span());
  }
  const auto function = query.call ? functions_.find(query.call->name) : functions_.end();
  if (function == functions_.end()) return no_change("SELECT", source);
  const Function called = function->second;
  if (called.body.language == "plpgsql")
    return run_body(called.body, called.text, called.arguments, query.arguments, source.span());
  if (called.body.language == "sql" && depth_ < 8) {
    ++depth_;
    run(Text::derived(called.body.text, source.span()));
    --depth_;
  } else {
    emit_unknown("SELECT", {}, source.span(), "it calls " + query.call->name + "()");
  }
}

void SqlRunner::statement(const SqlSet& set, const Source& source) {
  if (set.name == "search_path") set_search_path(set.values);
  settings_.erase(set.name);
  if (set.values.size() == 1) settings_[set.name] = set.values[0];
  emit(SetParameter{lower(set.name), join(set.values), set.local}, source.span());
}

void SqlRunner::statement(const SqlTransaction& transaction, const Source& source) {
  using Kind = TransactionControl::Kind;
  static constexpr std::pair<std::string_view, Kind> kinds[] = {
      {"BEGIN", Kind::begin},
      {"COMMIT", Kind::commit},
      {"ROLLBACK", Kind::rollback},
      {"SAVEPOINT", Kind::savepoint},
      {"ROLLBACK TO SAVEPOINT", Kind::rollback_to_savepoint}};
  TransactionControl operation;
  for (const auto& [what, kind] : kinds)
    if (transaction.what == what) operation.kind = kind;
  emit(operation, source.span());
  if (operation.kind == Kind::commit || operation.kind == Kind::rollback) in_transaction_ = false;
  if (operation.kind == Kind::begin) in_transaction_ = true;
}

void SqlRunner::statement(const SqlOther& other, const Source& source) {
  if (!other.may_change_schema) return no_change(other.what, source);
  emit_unknown(other.what, {}, source.span(), "what it runs is not part of the text");
}

SqlSteps run_sql(const Text& text, Schema& state) {
  SqlSteps steps;
  SqlRunner(state).run(text, steps);
  return steps;
}

SqlSession::SqlSession(Schema& state) : runner_(std::make_unique<SqlRunner>(state)) {}
SqlSession::~SqlSession() = default;
SqlSession::SqlSession(SqlSession&&) noexcept = default;

SqlSteps SqlSession::run(const Text& text) {
  SqlSteps steps;
  runner_->run(text, steps);
  return steps;
}

bool SqlSession::in_transaction() const {
  return runner_->in_transaction();
}

}  // namespace schemalint
