#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/database.h"
#include "analyzer/keys.h"
#include "analyzer/physical_indexes.h"
#include "analyzer/words.h"
#include "rules/index_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "days", .fallback = 30, .help = "for how long a server must have counted"}};

extern constinit const Rule unused_index = {
    .name = "unused-index",
    .summary = "No server has ever scanned an index.",
    .why = R"(
An index that no query uses costs as much as one that all use: every write maintains it, it takes memory
and disk, and it delays VACUUM. PostgreSQL counts the scans of each index. `schemalint stats-query` prints
the query that reads them; `--index-stats FILE`, once for each server, gives the result to this rule, which
says where in the source the index is made.

A standby counts for itself, so that an index is unused only where no server has used it.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)


# file: schemalint.toml
index-stats = ["primary.csv"]


# file: primary.csv
schemaname,relname,indexrelname,idx_scan,stats_reset,taken_at
public,orders,ix_orders_code,0,2026-01-01 00:00:00+00,2026-06-01 00:00:00+00
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)


# file: schemalint.toml
index-stats = ["primary.csv"]


# file: primary.csv
schemaname,relname,indexrelname,idx_scan,stats_reset,taken_at
public,orders,ix_orders_code,71,2026-01-01 00:00:00+00,2026-06-01 00:00:00+00
)"},
    .not_flagged = R"(
Everything, without statistics. Unique indexes, those of constraints and the replica identity: they keep
rows out without a scan. Indexes that begin with the columns of a foreign key: deleting a row of the other
table needs them, however rarely. Indexes that one of the servers does not have, that are not valid, or
that a revision made less than `days` before the statistics were read; servers that have counted for a
shorter time. Indexes that only the database has.
)",
    .source =
        "PostgreSQL, pg_stat_all_indexes: "
        "https://www.postgresql.org/docs/current/monitoring-stats.html"
        "#MONITORING-PG-STAT-ALL-INDEXES-VIEW",
    .severity = Severity::warning,
    .options = options,
    .check = check,
};

namespace {

constexpr int64_t seconds_of_day = 86400;

/// When the revision that made each index was written, as far as its docstring says so.
std::map<std::string, int64_t> creation_times(const Project& project) {
  std::map<std::string, int64_t> times;
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions) {
      const std::optional<int64_t> at = parse_timestamp(revision.create_date);
      if (!at) continue;
      for (const Step& step : revision.upgrade) {
        if (const auto* create = std::get_if<CreateIndex>(&step.operation))
          times[create->index.name] = *at;
        if (const auto* table = std::get_if<CreateTable>(&step.operation))
          for (const Index& index : table->table.indexes) times[index.name] = *at;
      }
    }
  return times;
}

/// Deleting a referenced row looks for the rows that refer to it.
bool supports_foreign_key(const Table& table, const Index& index) {
  return std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& key) {
    std::vector<std::string> leading;
    for (size_t i = 0; i < key.columns.size() && i < index.elements.size(); ++i)
      leading.push_back(index.elements[i].column);
    return !key.columns.empty() && contains_all(key.columns, leading);
  });
}

/// For how many days all servers together have seen no scan of an index.
struct Silence {
  std::optional<int64_t> days;  ///< the shortest; nothing where a server does not say since when
  std::optional<int64_t> bytes;
};

class Servers {
 public:
  explicit Servers(const Project& project)
      : hosts_(project.index_statistics), created_(creation_times(project)) {}

  size_t count() const { return hosts_.size(); }

  /// Nothing where a server has used the index, needs it or does not have it.
  std::optional<Silence> silence(const QualifiedName& table, const std::string& index) const {
    Silence silence;
    bool all_say_since = true;
    for (const HostStatistics& host : hosts_) {
      const IndexUsage* usage = host.find(table, index);
      if (usage == nullptr || usage->scans > 0 || usage->needed || !usage->valid)
        return std::nullopt;
      const std::optional<int64_t> days = days_of(host, index);
      if (days) silence.days = std::min(*days, silence.days.value_or(*days));
      all_say_since = all_say_since && days.has_value();
      if (usage->bytes) silence.bytes = std::max(*usage->bytes, silence.bytes.value_or(0));
    }
    if (!all_say_since) silence.days.reset();
    return silence;
  }

 private:
  std::optional<int64_t> days_of(const HostStatistics& host, const std::string& index) const {
    if (!host.since || !host.taken) return std::nullopt;
    const auto created = created_.find(index);
    const int64_t begin =
        created == created_.end() ? *host.since : std::max(*host.since, created->second);
    return (*host.taken - begin) / seconds_of_day;
  }

  const std::vector<HostStatistics>& hosts_;
  std::map<std::string, int64_t> created_;
};

std::string size_text(int64_t bytes) {
  constexpr int64_t kilobyte = 1024;
  if (bytes < kilobyte * kilobyte) return fmt::format("{} kB", bytes / kilobyte);
  return fmt::format("{} MB", grouped(static_cast<size_t>(bytes / (kilobyte * kilobyte))));
}

void report(const KnownTable& known, const Index& index, const Silence& silence, size_t servers,
            Context& context) {
  const std::string hosts =
      servers == 1 ? "the server" : fmt::format("any of the {} servers", servers);
  std::string message = fmt::format("{} of {} was never scanned on {}",
                                    described({.kind = PhysicalIndex::Kind::index, .index = index}),
                                    known.table->name.text(), hosts);
  message += silence.days
                 ? fmt::format(" in {}", counted(static_cast<size_t>(*silence.days), "day"))
                 : ", which does not say since when it counts";
  if (silence.bytes) message += fmt::format(" ({})", size_text(*silence.bytes));
  const std::string drop = drop_index_help(context.project(), known.table->name, index);
  const std::string edit = index.from_column ? "remove index=True" : "remove this index";
  Finding finding{.where = index.where,
                  .message = std::move(message),
                  .help = fmt::format("when no rare job needs it: {}{}",
                                      known.declared ? edit + ", and " : "", drop),
                  .object = index_object(known.table->name, index)};
  if (!silence.days) finding.own_severity = Severity::info;
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  if (project.index_statistics.empty()) return;
  const Servers servers(project);
  const Schema database = database_schema(project);
  const int64_t enough = context.number("days");
  std::set<std::string> reported;
  const auto look_at = [&](const KnownTable& known) {
    for (const Index& index : known.table->indexes) {
      if (index.unique || index.name.empty() || !index.of_parent.empty()) continue;
      if (supports_foreign_key(*known.table, index)) continue;
      const std::optional<Silence> silence = servers.silence(known.table->name, index.name);
      if (!silence || (silence->days && *silence->days < enough)) continue;
      if (!reported.insert(index_object(known.table->name, index)).second) continue;
      report(known, index, *silence, servers.count(), context);
    }
  };
  for (const Table& table : project.declared.tables()) look_at({&table, true});
  for (const Table& table : database.tables()) look_at({&table, false});
}

}  // namespace schemalint::rules
