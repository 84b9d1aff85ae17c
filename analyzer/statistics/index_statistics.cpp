#include "analyzer/statistics/index_statistics.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "analyzer/read_file.h"
#include "analyzer/settings.h"
#include "analyzer/statistics/rows.h"

namespace schemalint {
namespace {

[[noreturn]] void fail(const std::string& shown, const std::string& what) {
  throw Error(fmt::format("{}: {}. `schemalint stats-query` prints the SQL that makes such a file",
                          shown, what));
}

bool is_true(const std::string& text) {
  return text == "t" || text == "true" || text == "True" || text == "1";
}

std::optional<int64_t> number(const std::string& text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

/// One row under the names of its columns.
class Reader {
 public:
  Reader(const StatisticsRow& row, const std::string& shown) : row_(row), shown_(shown) {}

  IndexUsage usage() const {
    IndexUsage usage;
    const bool in_partition = !text("root_index").empty();
    usage.table = in_partition ? qualified_name(text("root_schema"), text("root_table"))
                               : qualified_name(required("schemaname"), required("relname"));
    usage.index = in_partition ? text("root_index") : required("indexrelname");
    const auto scans = number(required("idx_scan"));
    if (!scans) fail(shown_, fmt::format("line {}: idx_scan is no number", row_.line));
    usage.scans = *scans;
    // What was used once is used, whatever became of the counters.
    if (!text("last_idx_scan").empty()) usage.scans = std::max<int64_t>(usage.scans, 1);
    usage.bytes = number(text("index_size"));
    for (const char* reason : {"is_unique", "is_primary", "is_constraint", "is_replica_identity"})
      usage.needed = usage.needed || is_true(text(reason));
    usage.valid = text("is_valid").empty() || is_true(text("is_valid"));
    return usage;
  }

  std::string text(const std::string& name) const {
    const auto found = row_.values.find(name);
    return found == row_.values.end() ? std::string() : found->second;
  }

 private:
  std::string required(const std::string& name) const {
    const auto found = row_.values.find(name);
    if (found == row_.values.end())
      fail(shown_, fmt::format("line {}: there is no column {}", row_.line, name));
    return found->second;
  }

  const StatisticsRow& row_;
  const std::string& shown_;
};

/// Adds up what the parts of one partitioned index have.
void add(HostStatistics& host, std::map<std::pair<QualifiedName, std::string>, size_t>& places,
         IndexUsage usage) {
  const auto [place, is_new] = places.try_emplace({usage.table, usage.index}, host.indexes.size());
  if (is_new) return host.indexes.push_back(std::move(usage));
  IndexUsage& whole = host.indexes[place->second];
  whole.scans += usage.scans;
  whole.needed = whole.needed || usage.needed;
  whole.valid = whole.valid && usage.valid;
  if (whole.bytes && usage.bytes) *whole.bytes += *usage.bytes;
}

}  // namespace

const IndexUsage* HostStatistics::find(const QualifiedName& table, std::string_view index) const {
  const auto found = std::ranges::find_if(indexes, [&](const IndexUsage& usage) {
    return usage.table == table && usage.index == index;
  });
  return found == indexes.end() ? nullptr : &*found;
}

HostStatistics parse_index_statistics(std::string_view text, std::string shown) {
  HostStatistics host;
  host.file = std::move(shown);
  std::map<std::pair<QualifiedName, std::string>, size_t> places;
  for (const StatisticsRow& row : statistics_rows(text, host.file)) {
    const Reader reader(row, host.file);
    add(host, places, reader.usage());
    if (!host.since) host.since = parse_timestamp(reader.text("stats_reset"));
    if (!host.taken) host.taken = parse_timestamp(reader.text("taken_at"));
  }
  return host;
}

HostStatistics read_index_statistics(const std::filesystem::path& file, std::string shown) {
  const FileBytes read = read_file(file);
  if (!read.bytes) throw Error(fmt::format("{}: cannot be read: {}", shown, read.problem));
  return parse_index_statistics(*read.bytes, std::move(shown));
}

// to_jsonb: last_idx_scan is there from PostgreSQL 16 on. The view has the indexes of partitions,
// not the partitioned ones.
std::string_view index_statistics_query() {
  return R"(-- How the indexes of this database are used, on this server. Run it on every server.
SELECT s.schemaname, s.relname, s.indexrelname, s.idx_scan, s.idx_tup_read, s.idx_tup_fetch,
       to_jsonb(s) ->> 'last_idx_scan' AS last_idx_scan,
       pg_relation_size(s.indexrelid) AS index_size,
       i.indisunique AS is_unique, i.indisprimary AS is_primary,
       EXISTS (SELECT FROM pg_constraint c
               WHERE c.conindid = s.indexrelid AND c.contype IN ('p', 'u', 'x')) AS is_constraint,
       i.indisreplident AS is_replica_identity, i.indisvalid AS is_valid,
       root_space.nspname AS root_schema, root_table.relname AS root_table,
       root.relname AS root_index,
       d.stats_reset, now() AS taken_at, pg_is_in_recovery() AS is_standby
FROM pg_stat_user_indexes s
JOIN pg_index i ON i.indexrelid = s.indexrelid
LEFT JOIN pg_class root ON root.oid = pg_partition_root(s.indexrelid)
LEFT JOIN pg_index root_index ON root_index.indexrelid = root.oid
LEFT JOIN pg_class root_table ON root_table.oid = root_index.indrelid
LEFT JOIN pg_namespace root_space ON root_space.oid = root.relnamespace
CROSS JOIN pg_stat_database d
WHERE d.datname = current_database()
ORDER BY s.schemaname, s.relname, s.indexrelname;
)";
}

}  // namespace schemalint
