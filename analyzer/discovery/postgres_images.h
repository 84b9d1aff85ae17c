#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// A container image with a PostgreSQL server that a project's tests or deployment run.
struct PostgresImage {
  std::string file;   ///< relative to the root, with '/'
  size_t line = 0;    ///< from 1
  std::string image;  ///< as written: "postgres:15-alpine"
  int version = 0;    ///< major version
};

/// The images that a text names, with the version in their tags: "postgres:15.4",
/// "pgvector/pgvector:pg16", "postgis/postgis:15-3.3". Others have none to tell.
std::vector<PostgresImage> postgres_images(std::string_view text, const std::string& file);

/// Those of compose files, Dockerfiles and CI workflows below a folder, by file and line.
std::vector<PostgresImage> find_postgres_images(const std::filesystem::path& root);

}  // namespace schemalint
