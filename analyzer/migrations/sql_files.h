#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/source.h"

namespace schemalint {

/// A part of a SQL file, in bytes.
struct SqlPart {
  uint32_t file = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// One migration of a folder of SQL files.
struct SqlMigration {
  std::string id;  ///< the name of its file or folder, without endings
  std::vector<SqlPart> up;
  std::vector<SqlPart> down;  ///< empty where there is no way back
  /// How the tool runs the file.
  enum class Transaction : uint8_t {
    one,           ///< in one transaction, whatever stands in it
    none,          ///< in none: a marker says so
    by_statement,  ///< Flyway: in none where a statement in it refuses to run in one
    /// As one text, which PostgreSQL runs in one transaction unless it is a single statement.
    as_text,
  } transaction = Transaction::as_text;
};

/// A folder of SQL migrations, in the order in which they run.
struct SqlMigrations {
  std::string folder;
  std::vector<SqlMigration> migrations;
};

/// Finds the folders of SQL migrations among the files `sql` (indices into `files`):
/// - a folder for each migration with `migration.sql` (Prisma, Drizzle) or `up.sql` and `down.sql`
///   (Diesel, Hasura), in the order of their names;
/// - `V1_2__name.sql`, `U1_2__name.sql` and `R__name.sql` as Flyway names them;
/// - files whose names begin with a number, in the order of the numbers: `001_name.sql`,
///   `001_name.up.sql` beside `001_name.down.sql` (golang-migrate, sqlx), with the markers of
///   goose, sql-migrate and dbmate between the ways up and down.
/// https://www.prisma.io/docs/orm/prisma-migrate https://documentation.red-gate.com/flyway
/// https://pressly.github.io/goose https://github.com/amacneil/dbmate
std::vector<SqlMigrations> find_sql_migrations(const std::deque<SourceFile>& files,
                                               const std::vector<uint32_t>& sql);

}  // namespace schemalint
