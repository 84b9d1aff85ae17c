#include "analyzer/library_version.h"

#include <doctest/doctest.h>

using namespace schemalint;

namespace {

LibraryVersion version(int major, int minor, int patch) {
  return {.major = major, .minor = minor, .patch = patch};
}

}  // namespace

TEST_CASE("library version: what a version is") {
  CHECK(parse_version("2.0.42") == version(2, 0, 42));
  CHECK(parse_version("1.4") == version(1, 4, 0));
  CHECK(parse_version("2.1.0b4") == version(2, 1, 0));
  CHECK(parse_version("2.*") == version(2, 0, 0));
  CHECK_FALSE(parse_version("").has_value());
  CHECK_FALSE(parse_version("latest").has_value());
  CHECK_FALSE(parse_version("99999999999999999999").has_value());
}

TEST_CASE("library version: lock files of uv, Poetry and PDM") {
  constexpr const char* lock =
      "version = 1\n\n[[package]]\nname = \"sqlalchemy-utils\"\nversion = \"0.41.2\"\n\n"
      "[[package]]\nname = \"sqlalchemy\"\nextras = [\"asyncio\"]\nversion = \"2.0.36\"\n"
      "source = { registry = \"x\" }\n";
  for (const char* name : {"uv.lock", "poetry.lock", "pdm.lock"})
    CHECK(pinned_version(name, lock, "sqlalchemy") == version(2, 0, 36));
  CHECK_FALSE(pinned_version("uv.lock", lock, "alembic").has_value());
  CHECK_FALSE(
      pinned_version("uv.lock", "\nname = \"sqlalchemy\"\n[x]\nversion = \"1\"\n", "sqlalchemy")
          .has_value());
}

TEST_CASE("library version: Pipfile.lock and requirements") {
  CHECK(pinned_version("Pipfile.lock",
                       R"({"default": {"sqlalchemy": {"hashes": [], "version": "==1.4.46"}}})",
                       "sqlalchemy") == version(1, 4, 46));
  const auto required = [](const char* text) {
    return pinned_version("requirements-dev.txt", text, "sqlalchemy");
  };
  CHECK(required("alembic==1.8\r\nSQLAlchemy[asyncio] == 2.0.1 ; python_version > '3'\r\n") ==
        version(2, 0, 1));
  CHECK(required("  sqlalchemy~=1.4.0") == version(1, 4, 0));
  CHECK_FALSE(required("sqlalchemy>=1.4,<3").has_value());
  CHECK_FALSE(required("sqlalchemy-utils==0.41").has_value());
  CHECK_FALSE(required("# sqlalchemy==1.3\nsqlalchemy[x").has_value());
}
