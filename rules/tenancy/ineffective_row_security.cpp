#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/row_security.h"
#include "rules/code_wording.h"
#include "rules/index_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "owner-connects",
     .fallback = false,
     .help = "the application connects as the owner of the tables: row security has to be forced"}};

extern constinit const Rule ineffective_row_security = {
    .name = "ineffective-row-security",
    .summary = "Row security that is written down does not do what it says.",
    .why = R"(
A policy does nothing until the table has `ENABLE ROW LEVEL SECURITY`: all rows stay visible to all, and
PostgreSQL says nothing about it. The owner of a table passes by its policies unless row security is forced.
`FOR INSERT` without `WITH CHECK` refuses every new row. And a policy that reads `current_setting('app.tenant')`
raises an error where nobody has set it; with a cast it fails on connections that a pool gives out again, for
there `SET LOCAL` leaves the empty text behind: `NULLIF(current_setting('app.tenant', true), '')::uuid`
is what works.
)",
    .example = {.file = "schema.sql",
                .bad = R"(
CREATE TABLE assets (id integer PRIMARY KEY, client_id integer NOT NULL);
CREATE POLICY own ON assets USING (client_id = nullif(current_setting('app.client', true), '')::integer);
)",
                .good = R"(
CREATE TABLE assets (id integer PRIMARY KEY, client_id integer NOT NULL);
ALTER TABLE assets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON assets USING (client_id = nullif(current_setting('app.client', true), '')::integer);
)"},
    .not_flagged = R"(
ENABLE without a policy: that refuses everything, which some tables want. USING without WITH CHECK: it is
taken for both. Tables whose migrations were not understood altogether.
)",
    .source =
        "PostgreSQL, \"Row Security Policies\": "
        "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    .severity = Severity::error,
    .options = options,
    .check = check,
};

namespace {

Finding about(const Table& table, const Policy& policy, std::string message, std::string help) {
  return {.where = policy.where,
          .message = std::move(message),
          .help = std::move(help),
          .object = table.name.text(),
          .detail = policy.name};
}

std::string policy_text(const Table& table, const Policy& policy) {
  return fmt::format("policy {} of {}", policy.name, table.name.text());
}

void check_enabled(const RowSecurity& security, Context& context) {
  const Table& table = *security.table;
  if (security.enabled || security.policies.empty()) return;
  const Policy& first = *security.policies.front();
  context.report(
      about(table, first,
            fmt::format("{} is without effect: {} has no row security enabled",
                        policy_text(table, first), table.name.text()),
            fmt::format("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", sql_name(table.name))));
}

void check_forced(const RowSecurity& security, Context& context) {
  const Table& table = *security.table;
  if (!security.enabled || security.forced || security.policies.empty()) return;
  if (!context.flag("owner-connects")) return;
  context.report(
      {.where = table.where,
       .message = fmt::format("the owner of {} passes by its row security, and the "
                              "application connects as the owner",
                              table.name.text()),
       .help = fmt::format("ALTER TABLE {} FORCE ROW LEVEL SECURITY", sql_name(table.name)),
       .object = table.name.text(),
       .detail = "forced"});
}

void check_insert(const Table& table, const Policy& policy, Context& context) {
  if (policy.command != "INSERT" || !policy.check_sql.empty()) return;
  context.report(about(table, policy,
                       fmt::format("{} is FOR INSERT and has no WITH CHECK: it lets no row in",
                                   policy_text(table, policy)),
                       "write the condition behind WITH CHECK"));
}

void check_settings(const Table& table, const Policy& policy, Context& context) {
  const SettingUse use = setting_use(policy.using_sql + " " + policy.check_sql);
  if (!use.raises && !use.empty_breaks) return;
  Finding finding = about(
      table, policy,
      use.raises
          ? fmt::format("{} raises an error where the setting was never made: current_setting() "
                        "has one argument",
                        policy_text(table, policy))
          : fmt::format("{} fails where the setting is the empty text, which SET LOCAL leaves "
                        "behind on a pooled connection",
                        policy_text(table, policy)),
      "NULLIF(current_setting('…', true), '')::type is NULL in both cases, and no row matches");
  finding.own_severity = Severity::warning;
  context.report(std::move(finding));
}

/// Who reads a partition by its own name is not asked for the policies of the whole.
void check_partitions(const RowSecurity& security, const Schema& database, Context& context) {
  const Table& table = *security.table;
  if (!security.enabled || !table.partition_by || security.policies.empty()) return;
  const auto open = std::ranges::find_if(database.tables(), [&](const Table& other) {
    return other.partition_of == table.name && !other.row_security;
  });
  if (open == database.tables().end()) return;
  Finding finding{.where = table.where,
                  .message = fmt::format("the policies of {} do not hold for {}: a partition that "
                                         "is read by its own name has only its own",
                                         table.name.text(), open->name.text()),
                  .help = "enable row security for the partitions, or grant nobody access to them",
                  .object = table.name.text(),
                  .detail = "partitions"};
  finding.own_severity = Severity::info;
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const bool hidden = row_security_is_hidden(project);
  for (const auto& [name, security] : row_security(project, database)) {
    if (is_uncertain(project, name)) continue;
    if (!hidden) check_enabled(security, context);
    if (!hidden) check_forced(security, context);
    for (const Policy* policy : security.policies) {
      check_insert(*security.table, *policy, context);
      check_settings(*security.table, *policy, context);
    }
    check_partitions(security, database, context);
  }
}

}  // namespace schemalint::rules
