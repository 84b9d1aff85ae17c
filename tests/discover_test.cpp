#include "analyzer/discovery/discover.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

#include "analyzer/words.h"
#include "tests/temporary_folder.h"

using namespace schemalint;

namespace {

namespace fs = std::filesystem;

/// The paths found, "?" behind those that are read on demand only.
std::string files(const ProjectInput& input) {
  std::vector<std::string> paths;
  for (const FoundFile& file : input.files)
    paths.push_back(file.path + (file.use == FoundFile::Use::on_demand ? "?" : ""));
  return join(paths, " ");
}

std::string revisions(const ProjectInput& input) {
  std::vector<std::string> paths;
  for (const RevisionFolder& folder : input.revision_folders) paths.push_back(folder.path);
  return join(paths, " ");
}

}  // namespace

TEST_CASE("discover: Python and SQL, no installed packages") {
  const TemporaryFolder folder;
  for (const char* path :
       {"app/a.py", "db/b.sql", "README.md", "app/c.pyc", "node_modules/x/d.py", ".git/hooks/e.py",
        "app/__pycache__/f.py", "env/lib/python3/site-packages/g.py", "lib/site-packages/h.py",
        ".venv/bin/i.py", "build/lib/j.py"})
    folder.write(path);
  folder.write("env/pyvenv.cfg");
  folder.write(".venv/pyvenv.cfg");
  CHECK(files(discover(folder.path(), {})) == "app/a.py build/lib/j.py db/b.sql");
}

TEST_CASE("discover: .gitignore files, with a repository and without") {
  const TemporaryFolder folder;
  folder.write(".gitignore", "/out/\n*.gen.py\n!keep.gen.py\n");
  folder.write("app/.gitignore", "local.py\n");
  for (const char* path :
       {"out/a.py", "app/out/b.py", "app/x.gen.py", "app/keep.gen.py", "app/local.py", "local.py"})
    folder.write(path);
  const std::string expected = "app/keep.gen.py app/out/b.py local.py";
  CHECK(files(discover(folder.path(), {})) == expected);
  folder.write(".git/info/exclude", "*.py\n");
  folder.write(".git/HEAD", "ref: refs/heads/main\n");
  CHECK(files(discover(folder.path(), {})) == expected);
  CHECK(files(discover(folder.path() / "app", {})) == "keep.gen.py out/b.py");
  // The root was asked for: that it is ignored itself does not count.
  CHECK(files(discover(folder.path() / "out", {})) == "a.py");
}

TEST_CASE("discover: excludes match below the root, names bring back") {
  const TemporaryFolder folder;
  for (const char* path : {"legacy/app/models.py", "legacy/app/legacy/a.py", "legacy/app/old/b.py",
                           "legacy/app/old/c.sql"})
    folder.write(path);
  const fs::path root = folder.path() / "legacy";
  Settings settings;
  settings.exclude = {"legacy", "app/old/"};
  CHECK(files(discover(root, settings)) == "app/models.py");
  CHECK(files(discover(root, settings, {"app/old/b.py"})) == "app/models.py app/old/b.py");
  CHECK(files(discover(root, settings, {"app/old"})) == "app/models.py app/old/b.py app/old/c.sql");
  CHECK(files(discover(root, settings, {"app"})) == "app/models.py");
}

TEST_CASE("discover: test code and what lies outside the globs is read on demand") {
  const TemporaryFolder folder;
  for (const char* path : {"app/models.py", "app/test_models.py", "conftest.py", "tests/models.py",
                           "app/tests/schema.sql", "db/a.sql", "app/latest/b.py"})
    folder.write(path);
  CHECK(files(discover(folder.path(), {})) ==
        "app/latest/b.py app/models.py app/test_models.py? app/tests/schema.sql? conftest.py? "
        "db/a.sql tests/models.py?");
  Settings settings;
  settings.models = {"tests/*.py"};
  settings.sql = {"./app"};
  CHECK(files(discover(folder.path(), settings)) ==
        "app/latest/b.py? app/models.py? app/test_models.py? app/tests/schema.sql conftest.py? "
        "db/a.sql? tests/models.py");
}

TEST_CASE("discover: symbolic links, loops among them") {
  const TemporaryFolder folder;
  folder.write("app/models.py");
  folder.write("shared/base.py");
  folder.write("outside/far/z.py");
  folder.write("project/pkg/a.py");
  const fs::path root = folder.path() / "project";
  fs::create_directory_symlink("..", root / "pkg/up");
  fs::create_directory_symlink(".", root / "self");
  fs::create_symlink("a.py", root / "pkg/0_same.py");
  fs::create_symlink("nowhere.py", root / "pkg/dangling.py");
  fs::create_symlink("circle.py", root / "pkg/circle.py");
  fs::create_symlink(folder.path() / "app/models.py", root / "models.py");
  fs::create_directory_symlink("../shared", root / "shared");
  // A folder outside is followed only inside the same repository.
  CHECK(files(discover(root, {})) == "models.py pkg/a.py");
  folder.write(".git/HEAD", "ref: refs/heads/main\n");
  CHECK(files(discover(root, {})) == "models.py pkg/a.py shared/base.py");
}

TEST_CASE("discover: SQL for another database is read on demand only") {
  const TemporaryFolder folder;
  for (const char* path : {"db/clickhouse/migrations/01_a.sql", "db/mysql.sql",
                           "db/mysql/models.py", "db/postgresql/a.sql"})
    folder.write(path);
  CHECK(files(discover(folder.path(), {})) ==
        "db/clickhouse/migrations/01_a.sql? db/mysql.sql? db/mysql/models.py db/postgresql/a.sql");
  Settings settings;
  settings.sql = {"db/clickhouse"};
  CHECK(files(discover(folder.path(), settings)) ==
        "db/clickhouse/migrations/01_a.sql db/mysql.sql? db/mysql/models.py db/postgresql/a.sql?");
}

TEST_CASE("discover: what cannot be read is a problem, the others are found") {
  const TemporaryFolder folder;
  folder.write("a.py");
  folder.write("big.sql");
  fs::resize_file(folder.path() / "big.sql", 17 << 20);
  folder.write("bad\xff.py");
  mkfifo((folder.path() / "pipe.py").c_str(), 0600);
  const ProjectInput input = discover(folder.path(), {});
  CHECK(files(input) == "a.py");
  std::vector<std::string> problems;
  for (const UnreadPath& problem : input.problems)
    problems.push_back(problem.path + ": " + problem.message);
  std::sort(problems.begin(), problems.end());
  CHECK(join(problems, "; ") ==
        "bad?.py: the name is not valid UTF-8; big.sql: larger than 16 MiB: it is left out");
}

TEST_CASE("discover: revision folders from alembic.ini") {
  const TemporaryFolder folder;
  const auto with_ini = [&](const std::string& text) {
    folder.write("backend/alembic.ini", text);
    return revisions(discover(folder.path(), {}));
  };
  folder.write("backend/db/migrations/versions/001.py");
  folder.write("backend/db/migrations/versions/2024/002.py");
  folder.write("backend/db/more/003.py");
  folder.write("elsewhere/versions/004.py");
  const std::string versions = "backend/db/migrations/versions";
  CHECK(with_ini("[alembic]\nscript_location = db/migrations\n") == versions);
  CHECK(with_ini("\xEF\xBB\xBF[alembic]\r\nSCRIPT_LOCATION: %(here)s/db/migrations\r\n") ==
        versions);
  CHECK(with_ini("[DEFAULT]\nbase = db\n[alembic]\nscript_location = %(base)s/migrations/\n") ==
        versions);
  CHECK(with_ini("[alembic]\nscript_location = db:migrations\n") == versions);
  CHECK(with_ini("[one]\nscript_location = db/migrations\n[two]\nscript_location = ../elsewhere") ==
        versions + " elsewhere/versions");
  CHECK(with_ini("[alembic]\nscript_location = db/migrations\n# note\n"
                 "version_locations = %(here)s/db/more,\n"
                 "    %(here)s/db/migrations/versions\n") == versions + " backend/db/more");
  CHECK(with_ini("[alembic]\nversion_path_separator = os\n"
                 "version_locations = db/more:db/migrations/versions\n") ==
        versions + " backend/db/more");
  CHECK(with_ini("[alembic]\nscript_location = db/migrations\n"
                 "recursive_version_locations = true\n") == versions + " " + versions + "/2024");
  with_ini(
      "[DEFAULT]\nscript_location = db\n[one]\nversion_locations = db/more\n"
      "[two]\nversion_locations = db/migrations/versions\n");
  const ProjectInput two = discover(folder.path(), {});
  REQUIRE(two.revision_folders.size() == 2);
  CHECK(two.revision_folders[0].environment == versions);
  CHECK(two.revision_folders[1].environment == "backend/db/more");
  CHECK(with_ini("[alembic]\nscript_location = %(unknown)s\n").empty());
  CHECK(with_ini("[alembic]\na = %(b)s\nb = %(a)s\nscript_location = %(a)s\n").empty());
  CHECK(with_ini("script_location = db\n[").empty());
  CHECK(with_ini("[alembic]\nscript_location = ../../..\n").empty());
  CHECK(with_ini("[alembic]\nscript_location = /srv/db/migrations\n").empty());
  folder.write("backend/db/migrations/env.py");
  CHECK(with_ini("[alembic]\nscript_location = /srv/db/migrations\n") == versions);
}

TEST_CASE("discover: revision folders from other sources") {
  const TemporaryFolder folder;
  folder.write("migrations/alembic.ini", "[alembic]\n# Flask-Migrate\n");
  folder.write("migrations/env.py");
  folder.write("migrations/versions/001.py");
  CHECK(revisions(discover(folder.path(), {})) == "migrations/versions");
  folder.write("db/alembic/env.py");
  folder.write("db/alembic/versions/001.py");
  CHECK(revisions(discover(folder.path(), {})) == "db/alembic/versions migrations/versions");
  folder.write("api/pyproject.toml",
               "[tool.alembic]\nscript_location = '%(here)s/schema'\nversion_locations = ['v']\n");
  folder.write("api/v/001.py");
  folder.write("api/schema/env.py");
  folder.write("api/schema/versions/not_one.py");
  CHECK(revisions(discover(folder.path(), {})) == "api/v db/alembic/versions migrations/versions");
  Settings settings;
  settings.migrations = {"db/*/versions"};
  settings.models = {"none"};
  CHECK(revisions(discover(folder.path(), settings)) == "db/alembic/versions");
  CHECK(files(discover(folder.path(), settings)).find(" db/alembic/versions/001.py ") !=
        std::string::npos);
}

TEST_CASE("discover: the root of a path's project") {
  const TemporaryFolder folder;
  const auto root = [&](const char* path, bool asked_for = true) {
    const fs::path found = find_root(folder.path() / path, asked_for);
    return found.lexically_relative(folder.path()).string();
  };
  folder.write("pkg/sub/models.py");
  folder.write("pkg/sub/__init__.py");
  folder.write("pkg/__init__.py");
  CHECK(root("pkg/sub/models.py") == ".");
  CHECK(root("pkg") == ".");
  folder.write("outer/setup.py");
  folder.write("outer/inner/x.py");
  CHECK(root("outer/inner") == "outer");
  folder.write(".git/HEAD");
  folder.write("app/models.py");
  folder.write("service/pyproject.toml", "[project]\n");
  folder.write("service/app/models.py");
  folder.write("flask/alembic.ini");
  folder.write("flask/env.py");
  CHECK(root("app/models.py") == ".");
  CHECK(root("app") == ".");
  CHECK(root("service") == "service");
  CHECK(root("service", false) == ".");
  CHECK(root("service/app/models.py") == ".");
  CHECK(root("flask") == ".");
}

TEST_CASE("discover: the version of SQLAlchemy that is locked or installed") {
  TemporaryFolder folder;
  CHECK_FALSE(discover(folder.path(), {}).sqlalchemy.has_value());
  folder.write("requirements.txt", "sqlalchemy==2.0.1\n");
  folder.write("legacy/requirements/base-requirements.txt", "SQLAlchemy==1.4.46\n");
  folder.write("docs/requirements.txt", "sphinx==7\n");
  CHECK(discover(folder.path(), {}).sqlalchemy == parse_version("1.4.46"));
  folder.write(".venv/pyvenv.cfg", "");
  folder.write(".venv/lib/python3.11/site-packages/SQLAlchemy-2.0.36.dist-info/METADATA", "");
  CHECK(discover(folder.path(), {}).sqlalchemy == parse_version("2.0.36"));
  CHECK_FALSE(discover(folder.path(), {.sqlalchemy_version = "1.4"}).sqlalchemy.has_value());
}
