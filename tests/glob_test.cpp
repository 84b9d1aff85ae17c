#include "analyzer/glob.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace schemalint;

TEST_CASE("glob: stars stay inside a component") {
  CHECK(glob_matches("*.py", "models.py"));
  CHECK_FALSE(glob_matches("*.py", "app/models.py"));
  CHECK(glob_matches("app/*/models.py", "app/shop/models.py"));
  CHECK_FALSE(glob_matches("app/*/models.py", "app/a/b/models.py"));
  CHECK(glob_matches("a*b*c", "axxbxxc"));
  CHECK_FALSE(glob_matches("a*b*c", "axxbxx"));
}

TEST_CASE("glob: two stars take any number of components") {
  CHECK(glob_matches("**/*.py", "models.py"));
  CHECK(glob_matches("**/*.py", "a/b/c/models.py"));
  CHECK(glob_matches("app/**/versions/*.py", "app/versions/1.py"));
  CHECK(glob_matches("app/**/versions/*.py", "app/x/y/versions/1.py"));
  CHECK_FALSE(glob_matches("app/**/versions/*.py", "app/x/versions/y/1.py"));
  CHECK(glob_matches("**", "a/b"));
  CHECK(glob_matches("a/**/b/**/c", "a/b/b/x/c"));
  CHECK(glob_matches("app/", "app/a/b.py"));
  CHECK(glob_matches("./app/*.py", "./app/b.py"));
}

TEST_CASE("glob: single characters") {
  CHECK(glob_matches("?.sql", "1.sql"));
  CHECK(glob_matches("?.sql", "é.sql"));
  CHECK_FALSE(glob_matches("?.sql", "12.sql"));
  CHECK(glob_matches("[a-c]x", "bx"));
  CHECK_FALSE(glob_matches("[!a-c]x", "bx"));
  CHECK(glob_matches("[!a-c]x", "dx"));
  CHECK(glob_matches("[]]x", "]x"));
  CHECK(glob_matches("[à-ü]", "é"));
  CHECK(glob_matches("[open", "[open"));
  CHECK(glob_matches("\\*.py", "*.py"));
  CHECK_FALSE(glob_matches("\\*.py", "a.py"));
}

TEST_CASE("glob: what a pattern of an exclude list covers") {
  CHECK(glob_covers("tests", "app/tests/test_x.py"));
  CHECK(glob_covers("tests/", "tests/test_x.py"));
  CHECK_FALSE(glob_covers("tests/", "tests"));
  CHECK(glob_covers("*.gen.py", "a/b/x.gen.py"));
  CHECK(glob_covers("app/legacy", "app/legacy/x.py"));
  CHECK_FALSE(glob_covers("app/legacy", "src/app/legacy/x.py"));
  CHECK_FALSE(glob_covers("app/legacy", "app/legacy2/x.py"));
  CHECK(glob_covers("/build", "build/x.py"));
  CHECK_FALSE(glob_covers("/build", "src/build/x.py"));
  CHECK(glob_covers("app/*/old", "app/x/old/y/z.py"));
  CHECK_FALSE(glob_covers("", "x.py"));
}

TEST_CASE("glob: the folder a search may begin in") {
  CHECK(glob_literal_folder("src/app/*/models.py") == "src/app");
  CHECK(glob_literal_folder("src/app") == "src/app");
  CHECK(glob_literal_folder("src/app/") == "src/app");
  CHECK(glob_literal_folder("src/mod*.py") == "src");
  CHECK(glob_literal_folder("*.py").empty());
}

TEST_CASE("glob: no input makes the time explode") {
  const auto begin = std::chrono::steady_clock::now();
  std::string glob, path;
  for (int i = 0; i < 60; ++i) glob += "*a";
  CHECK_FALSE(glob_matches(glob + "b", std::string(3000, 'a')));
  glob.clear();
  for (int i = 0; i < 60; ++i) glob += "**/a/";
  for (int i = 0; i < 1000; ++i) path += "a/";
  CHECK_FALSE(glob_matches(glob + "b", path + "c"));
  const auto spent = std::chrono::steady_clock::now() - begin;
  CHECK(spent < std::chrono::seconds(5));
}
