#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "analyzer/database.h"
#include "analyzer/load.h"
#include "analyzer/words.h"
#include "reports/history.h"

using namespace schemalint;

namespace {

/// A revision of an environment, with these lines in its upgrade().
SourceFile revision(const std::string& environment, const std::string& id, const std::string& down,
                    const std::string& upgrade, const std::string& downgrade = "pass") {
  return {environment + "/versions/" + id + ".py",
          "import sqlalchemy as sa\nfrom alembic import op\nrevision = '" + id +
              "'\ndown_revision = " + down + "\ndef upgrade():\n    " + upgrade +
              "\ndef downgrade():\n    " + downgrade + "\n"};
}

SourceFile env(const std::string& environment) {
  return {environment + "/env.py", "from alembic import context\n"};
}

std::string create(const std::string& table) {
  return "op.create_table('" + table + "', sa.Column('id', sa.Integer(), primary_key=True))";
}

std::string tables(const Schema& schema) {
  std::vector<std::string> names;
  for (const Table& table : schema.tables()) names.push_back(table.name.text());
  std::ranges::sort(names);
  return join(names, " ");
}

/// "folder/database: ids" of each history.
std::string histories(const Project& project) {
  std::vector<std::string> all;
  for (const History& history : project.histories) {
    std::vector<std::string> ids;
    for (const Revision& revision : history.revisions) ids.push_back(revision.id);
    all.push_back(history.folder + "/" + std::to_string(history.database) + ": " + join(ids, " "));
  }
  return join(all, "; ");
}

}  // namespace

TEST_CASE("histories: each Alembic environment has its own, and its own database") {
  const Project project = load_texts({
      env("core"),
      revision("core", "a", "None", create("users")),
      env("events"),
      revision("events", "a", "None", create("events")),
      revision("events", "b", "'a'", "op.drop_table('events')"),
  });
  CHECK(histories(project) == "core/0: a; events/1: a b");
  CHECK(tables(project.databases.at(0).schema) == "users");
  CHECK(tables(project.databases.at(1).schema) == "");
  CHECK(tables(project.migrated) == "users");
  CHECK(project.histories[0].errors.empty());
}

TEST_CASE("histories: environments whose revisions name each other are one") {
  const Project project = load_texts({
      env("core"),
      revision("core", "a", "None", create("users")),
      revision("plugin", "b", "'a'", create("notes")),
  });
  CHECK(histories(project) == "core/0: a b");
}

TEST_CASE("histories: folders below those that are configured count where they are connected") {
  std::vector<SourceFile> files{env("db"), revision("db", "a", "None", create("users"))};
  for (auto [path, id, down] : {std::tuple{"db/versions/new/b.py", "b", "'a'"},
                                std::tuple{"db/versions/new/more/c.py", "c", "'b'"},
                                std::tuple{"db/versions/old/z.py", "z", "None"}})
    files.emplace_back(path, "revision = '" + std::string(id) + "'\ndown_revision = " + down +
                                 "\ndef upgrade():\n    pass\n");
  ProjectInput input;
  for (const SourceFile& file : files) input.files.push_back({.path = file.path()});
  input.texts = std::move(files);
  input.revision_folders = {{.path = "db/versions", .environment = "db"}};
  CHECK(histories(load(input, {})) == "db/0: a b c");
}

TEST_CASE("histories: one that changes the tables of another runs behind it") {
  const Project project = load_texts({
      env("z/core"),
      revision("z/core", "a", "None", create("users")),
      env("y/core"),
      revision("y/core", "a", "None", create("users")),
      env("z/add"),
      revision("z/add", "n", "None", "op.add_column('users', sa.Column('name', sa.Text()))"),
  });
  CHECK(histories(project) == "y/core/0: a; z/core/1: a; z/add/1: n");
  const auto has_name = [&](size_t database) {
    return project.databases.at(database).schema.table({"", "users"})->column("name") != nullptr;
  };
  CHECK_FALSE(has_name(0));
  CHECK(has_name(1));
}

TEST_CASE("histories: a chain may begin on tables that somebody else made") {
  const Project project = load_texts(
      {revision("alembic", "a", "None", "op.add_column('users', sa.Column('name', sa.Text()))"),
       revision("alembic", "b", "'a'", create("notes"))});
  CHECK(tables(project.migrated) == "notes");
  CHECK_FALSE(project.databases[0].begins_empty);
  const Project whole = load_texts(
      {revision("alembic", "a", "None", create("users")),
       revision("alembic", "b", "'a'",
                "op.execute('ALTER TABLE alembic_version ALTER version_num TYPE varchar(64)')")});
  CHECK(whole.databases[0].begins_empty);
}

TEST_CASE("histories: folders of SQL migrations in the order of their tools") {
  const auto names = [](const std::vector<std::string>& paths) {
    std::vector<SourceFile> files;
    for (const std::string& path : paths) files.emplace_back(path, "SELECT 1;\n");
    return histories(load_texts(std::move(files)));
  };
  CHECK(names({"m/2_b.sql", "m/10_c.sql", "m/1_a.sql"}) == "m/0: 1_a 2_b 10_c");
  CHECK(names({"m/00010-b.sql", "m/0009-a.sql"}) == "m/0: 0009-a 00010-b");
  CHECK(names({"prisma/migrations/20240102_b/migration.sql",
               "prisma/migrations/20240101_a/migration.sql"}) ==
        "prisma/migrations/0: 20240101_a 20240102_b");
  CHECK(names({"db/V1_10__c.sql", "db/V1.2__b.sql", "db/V1__a.sql", "db/R__views.sql"}) ==
        "db/0: V1__a V1.2__b V1_10__c R__views");
  CHECK(names({"db/001_a.up.sql", "db/001_a.down.sql"}) == "db/0: 001_a");
  CHECK(names({"db/V1__a.sql", "db/U1__a.sql"}) == "db/0: V1__a");
  CHECK(names({"only/1_script.sql"}) == "");
  CHECK(names({"sql/a.sql", "sql/b.sql"}) == "");
}

TEST_CASE("histories: markers divide a file into the way up and the way back") {
  const auto upgraded = [](const std::string& text) {
    const Project project = load_texts({{"db/001_a.sql", text}});
    REQUIRE(project.histories.size() == 1);
    const Revision& only = project.histories[0].revisions.at(0);
    const std::string undone = tables(schema_undone(project, {0, 0}));
    return tables(project.migrated) + "|" + undone + "|" +
           (only.upgrade.at(0).in_transaction ? "in" : "out");
  };
  CHECK(upgraded("-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n") ==
        "a||in");
  CHECK(upgraded("-- +goose up\n-- +goose no transaction\n-- +goose StatementBegin\n"
                 "CREATE TABLE a (id int);\n-- +goose StatementEnd\n") == "a|a|out");
  CHECK(upgraded("-- migrate:up transaction:false\nCREATE TABLE a (id int);\n"
                 "-- migrate:down\nDROP TABLE a;") == "a||out");
  CHECK(upgraded("-- +migrate Up\r\nCREATE TABLE a (id int);\r\n-- +migrate Down\r\n"
                 "DROP TABLE a;\r\n") == "a||in");
}

TEST_CASE("histories: the holes of a template") {
  const Project project =
      load_texts({{"db/001_a.up.sql",
                   "CREATE TABLE {{ index .Options \"Namespace\" }}.users (id int);\n"
                   "ALTER TABLE ${schema}.users ADD COLUMN name text;\n"
                   "COMMENT ON TABLE users IS '{{ .Comment }}';\n"}});
  CHECK(tables(project.migrated) == "users");
  CHECK(project.migrated.table({"", "users"})->columns.size() == 2);
  CHECK(project.sql_errors.empty());
}

TEST_CASE("histories: the schema at a revision and after its way back") {
  const Project project = load_texts({
      revision("alembic", "0a1", "None", create("users"), "op.drop_table('users')"),
      revision("alembic", "0b1", "'0a1'", create("notes"), "op.drop_table('notes')"),
  });
  REQUIRE(find_revisions(project, "0a").size() == 1);
  CHECK(find_revisions(project, "0").size() == 2);
  CHECK(find_revisions(project, "0c").empty());
  CHECK(tables(schema_at(project, find_revisions(project, "0a1")[0])) == "users");
  CHECK(tables(schema_at(project, find_revisions(project, "0b1")[0])) == "notes users");
  CHECK(tables(schema_undone(project, find_revisions(project, "0b1")[0])) == "users");
}

TEST_CASE("histories: the report says what each revision does") {
  const Project project = load_texts({
      revision("alembic", "a", "None", create("users") + "\n    " + create("notes")),
      revision("alembic", "b", "'a'", "op.execute('UPDATE users SET id = 1')"),
      revision("alembic", "c", "'a'", "op.drop_table(unknown)"),
      revision("alembic", "d", "'gone'", "pass"),
  });
  CHECK(history_text(project, {&project.histories[0]}) ==
        "alembic/versions (Alembic, 4 revisions)\n"
        "heads: c, b, d\n"
        "base: a\n"
        "error: d: down_revision names gone, which is not there\n"
        "\n"
        "a (base)\n"
        "    create table users, notes\n"
        "\n"
        "c (head, not understood)\n"
        "    ? op.drop_table\n"
        "\n"
        "b (head, data)\n"
        "    UPDATE users\n"
        "\n"
        "d (head)\n"
        "    nothing\n"
        "\n"
        "4 revisions, 4 operations: 75.0 % understood, 1 not; data changes in 1 revision\n");
}
