#include <doctest/doctest.h>

#include "analyzer/discovery/postgres_images.h"
#include "analyzer/settings.h"
#include "analyzer/statistics/index_statistics.h"

using namespace schemalint;

TEST_CASE("index statistics: points in time") {
  const struct {
    const char* text;
    std::optional<int64_t> seconds;
  } cases[] = {
      {"1970-01-01", 0},
      {"1970-01-02 00:00:00+00", 86400},
      {"1970-01-01 02:00:00.123456+02", 0},
      {"1970-01-01T00:00:00-03:30", 12600},
      {"1970-01-01T00:00:01Z", 1},
      {"1970-01-01 00:01", 60},
      {"2024-02-29 00:00:00", 1709164800},
      {"2023-02-29", std::nullopt},
      {"", std::nullopt},
      {"yesterday", std::nullopt},
  };
  for (const auto& one : cases) {
    CAPTURE(one.text);
    CHECK(parse_timestamp(one.text) == one.seconds);
  }
}

TEST_CASE("index statistics: CSV as psql and as spreadsheets write it") {
  const HostStatistics host = parse_index_statistics(
      "\xEF\xBB\xBFschemaname,relname,indexrelname,idx_scan,index_size,is_unique\r\n"
      "public,orders,\"ix \"\"a\"\", b\",7,8192,f\r\n"
      "\r\n"
      "app,orders,\"ix\nb\",0,,t",
      "stats.csv");
  REQUIRE(host.indexes.size() == 2);
  CHECK(host.indexes[0].index == "ix \"a\", b");
  CHECK(host.indexes[0].table == QualifiedName{"", "orders"});
  CHECK(host.indexes[0].scans == 7);
  CHECK(host.indexes[0].bytes == 8192);
  CHECK_FALSE(host.indexes[0].needed);
  CHECK(host.indexes[1].index == "ix\nb");
  CHECK(host.indexes[1].table == QualifiedName{"app", "orders"});
  CHECK(host.indexes[1].needed);
  CHECK_FALSE(host.since.has_value());
  CHECK(host.find({"app", "orders"}, "ix\nb") == &host.indexes[1]);
  CHECK(host.find({"", "orders"}, "ix\nb") == nullptr);
}

TEST_CASE("index statistics: JSON, with the partitions of an index added up") {
  const HostStatistics host = parse_index_statistics(R"([
    {"schemaname": "app", "relname": "e1", "indexrelname": "e1_idx", "idx_scan": 2,
     "index_size": 10, "last_idx_scan": null, "stats_reset": "2026-01-01T00:00:00+00:00",
     "root_schema": "app", "root_table": "e", "root_index": "ix_e"},
    {"schemaname": "app", "relname": "e2", "indexrelname": "e2_idx", "idx_scan": "3",
     "index_size": 20, "root_schema": "app", "root_table": "e", "root_index": "ix_e"},
    {"schemaname": "app", "relname": "f", "indexrelname": "ix_f", "idx_scan": 0,
     "last_idx_scan": "2025-01-01 00:00:00+00", "is_valid": false, "root_index": null}])",
                                                     "stats.json");
  REQUIRE(host.indexes.size() == 2);
  CHECK(host.indexes[0].table == QualifiedName{"app", "e"});
  CHECK(host.indexes[0].index == "ix_e");
  CHECK(host.indexes[0].scans == 5);
  CHECK(host.indexes[0].bytes == 30);
  CHECK(host.indexes[1].scans == 1);  // it was scanned before the counters were reset
  CHECK_FALSE(host.indexes[1].valid);
  CHECK(host.since == 1767225600);
  CHECK_FALSE(host.taken.has_value());
}

TEST_CASE("init: images that tell a version of PostgreSQL") {
  const auto images = postgres_images(
      "image: postgres:15.4-alpine\nimage: \"pgvector/pgvector:0.7.0-pg16\"\n"
      "FROM docker.io/library/postgres:14\nimage: postgres\nimage: postgres:latest\n"
      "url: postgres://app:5432@db/app\nimage: postgis/postgis:13-3.3\n"
      "image: timescale/timescaledb:latest-pg12\nimage: my/postgres-exporter:0.15\n",
      "compose.yml");
  REQUIRE(images.size() == 5);
  CHECK(images[0].image == "postgres:15.4-alpine");
  CHECK(images[0].version == 15);
  CHECK(images[1].version == 16);
  CHECK(images[1].line == 2);
  CHECK(images[2].version == 14);
  CHECK(images[3].version == 13);
  CHECK(images[4].version == 12);
}
