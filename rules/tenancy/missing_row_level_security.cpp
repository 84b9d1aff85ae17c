#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/row_security.h"
#include "analyzer/tenancy.h"
#include "analyzer/words.h"
#include "rules/code_wording.h"
#include "rules/index_wording.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "required",
     .fallback = false,
     .help = "expect row security of every tenant's table, even where no table has it"}};

extern constinit const Rule missing_row_level_security = {
    .name = "missing-row-level-security",
    .summary = "A tenant's table has no row security, though others have it.",
    .why = R"(
Row security keeps the tenants apart where a query forgets its filter. It does so table by table: the one
that was added later and got no `ENABLE ROW LEVEL SECURITY` shows all rows to every tenant, and nobody
notices, because the tests of the other tables pass. A table whose rows go away with those of a protected one
(`ON DELETE CASCADE`) is as much the tenant's as that one.
)",
    .example = {.file = "schema.sql",
                .bad = R"(
CREATE TABLE clients (id integer PRIMARY KEY);
CREATE TABLE assets (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients);
CREATE TABLE imports (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients);
CREATE TABLE reports (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients);
ALTER TABLE assets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON assets USING (client_id = nullif(current_setting('app.client', true), '')::integer);
ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON imports USING (client_id = nullif(current_setting('app.client', true), '')::integer);
)",
                .good = R"(
CREATE TABLE clients (id integer PRIMARY KEY);
CREATE TABLE assets (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients);
CREATE TABLE imports (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients);
CREATE TABLE reports (id integer PRIMARY KEY, client_id integer NOT NULL REFERENCES clients);
ALTER TABLE assets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON assets USING (client_id = nullif(current_setting('app.client', true), '')::integer);
ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON imports USING (client_id = nullif(current_setting('app.client', true), '')::integer);
ALTER TABLE reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON reports USING (client_id = nullif(current_setting('app.client', true), '')::integer);
)"},
    .not_flagged = R"(
Projects in which no table has row security, unless `required` says so. Tables that the settings call
global. ENABLE without a policy: it lets nobody in but the owner. Projects in which statements about row
security were not understood, unless most tables of tenants are known to have it.
)",
    .source =
        "PostgreSQL, \"Row Security Policies\": "
        "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    .severity = Severity::warning,
    .options = options,
    .check = check,
};

namespace {

using Securities = std::map<QualifiedName, RowSecurity>;

/// A foreign key that makes each row a part of a row of a protected table: it goes away with it.
const ForeignKey* owner_key(const Table& table, const Securities& all) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.state != ForeignKey::State::resolved || key.target == table.name) continue;
    const auto target = all.find(key.target);
    if (target != all.end() && target->second.enabled && key.on_delete == "CASCADE") return &key;
  }
  return nullptr;
}

std::string help(const Table& table, const std::string& condition) {
  return fmt::format(
      "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON {0} USING "
      "({1}). If its rows belong to no tenant, name it under [tenancy] global-tables",
      sql_name(table.name), condition);
}

class Check {
 public:
  Check(const Project& project, Context& context)
      : project_(project),
        context_(context),
        database_(database_schema(project)),
        schema_(tenancy_schema(project)),
        tenancy_(find_tenancy(schema_, project.settings)),
        all_(row_security(project, database_)) {}

  void run() {
    const auto enabled = std::ranges::count_if(
        all_, [](const auto& one) { return one.second.enabled && !one.second.policies.empty(); });
    if (enabled == 0 && !context_.flag("required")) return;
    if (row_security_is_hidden(project_) && !most_are_known()) return;
    for (const auto& [name, security] : all_)
      if (!security.enabled) look_at(*security.table, static_cast<size_t>(enabled));
  }

 private:
  /// A statement that was not understood is about other tables where those of most tenants are
  /// known to have row security: about such as a running program makes.
  bool most_are_known() const {
    size_t known = 0, tenants = 0;
    for (const auto& [name, security] : all_) {
      if (tenants_of(*security.table, tenancy_, project_.settings).empty()) continue;
      ++tenants;
      known += security.enabled;
    }
    return known * 2 > tenants;
  }

  void look_at(const Table& table, size_t enabled) {
    if (!table.complete || table.partition_of || is_uncertain(project_, table.name)) return;
    if (names_table(project_.settings.global_tables, table.name)) return;
    const std::vector<const TenantRoot*> tenants = tenants_of(table, tenancy_, project_.settings);
    const ForeignKey* key = tenants.empty() ? owner_key(table, all_) : nullptr;
    if (tenants.empty() && key == nullptr) return;
    const std::string whose = tenants.empty()
                                  ? fmt::format("{} leads to {}, which has it",
                                                columns_text(key->columns), key->target.text())
                                  : tenancy_evidence(*tenants.front(), tenancy_);
    const std::string condition =
        tenants.empty()
            ? fmt::format("EXISTS (SELECT FROM {0} WHERE {0}.{1} = {2})", sql_name(key->target),
                          columns_text(key->target_columns), columns_text(key->columns))
            : fmt::format("{} = …", tenants.front()->column);
    const std::string others =
        enabled == 0 ? "" : fmt::format("; {} have", counted(enabled, "other table"));
    context_.report({.where = table.where,
                     .message = fmt::format("{} has no row security{}", table.name.text(), others),
                     .help = help(table, condition),
                     .object = table.name.text(),
                     .notes = {{tenants.empty() ? foreign_key_place(*key)
                                                : table.column(tenants.front()->column)->where,
                                whose}}});
  }

  const Project& project_;
  Context& context_;
  Schema database_, schema_;
  Tenancy tenancy_;
  Securities all_;
};

}  // namespace

static void check(const Project& project, Context& context) {
  Check(project, context).run();
}

}  // namespace schemalint::rules
