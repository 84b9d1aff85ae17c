#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

/// What a server has counted about one index. Each server counts for itself: a standby knows
/// nothing of its primary's scans.
/// https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW
struct IndexUsage {
  QualifiedName table;  ///< of the index of a partition: the partitioned table
  std::string index;    ///< and the partitioned index
  int64_t scans = 0;    ///< of a partitioned index: those of all its partitions
  std::optional<int64_t> bytes;
  bool needed = false;  ///< unique, of a constraint, or the replica identity: it works unscanned
  bool valid = true;
};

/// The export of one server.
struct HostStatistics {
  std::string file;              ///< as messages name it
  std::optional<int64_t> since;  ///< when the counters began; seconds since 1970
  std::optional<int64_t> taken;  ///< when they were read
  std::vector<IndexUsage> indexes;

  const IndexUsage* find(const QualifiedName& table, std::string_view index) const;
};

/// Reads an export of pg_stat_user_indexes: CSV with a line of names, or a JSON array of objects.
/// Raises Error, with the line, for what is neither.
HostStatistics parse_index_statistics(std::string_view text, std::string shown);
HostStatistics read_index_statistics(const std::filesystem::path& file, std::string shown);

/// A point in time as PostgreSQL and Python write it, "2026-11-21 07:29:29.5+00", in seconds since
/// 1970; without a zone it is UTC. Nothing where it is none.
std::optional<int64_t> parse_timestamp(std::string_view text);

/// The SQL whose result parse_index_statistics() reads; for every PostgreSQL from 12 on.
std::string_view index_statistics_query();

}  // namespace schemalint
