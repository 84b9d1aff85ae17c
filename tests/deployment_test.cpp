#include "analyzer/deployment.h"

#include <doctest/doctest.h>

#include "analyzer/load.h"

using namespace schemalint;

namespace {

/// The advice about the last statement of a migration, behind one that makes a table in use.
DeploymentAdvice advice_on(const std::string& sql) {
  const Project project = load_texts(
      {SourceFile("db/migrations/V1__init.sql",
                  "CREATE TYPE mood AS ENUM ('sad');\n"
                  "CREATE TABLE t (id int PRIMARY KEY, a text, b text DEFAULT 'x' NOT NULL);\n"
                  "CREATE INDEX ix ON t (a);\n"
                  "CREATE VIEW v AS SELECT 1 AS one;\n"),
       SourceFile("db/migrations/V2__change.sql", sql)});
  DeploymentAdvice advice;
  size_t steps = 0;
  for_each_change(project, [&](const Change& change) {
    if (change.revision.id == project.histories.front().revisions.back().id) ++steps;
    advice = deployment_of(change);
  });
  CHECK(steps > 0);
  return advice;
}

}  // namespace

TEST_CASE("deployment: which version of the code a step is for") {
  struct Case {
    const char* sql;
    Deployment expected;
  };
  constexpr Case cases[] = {
      {"CREATE TABLE u (id int);", Deployment::before_code},
      {"ALTER TABLE t ADD COLUMN c text;", Deployment::before_code},
      {"ALTER TABLE t ADD COLUMN c text NOT NULL DEFAULT '';", Deployment::before_code},
      {"ALTER TABLE t ADD COLUMN c serial;", Deployment::before_code},
      {"ALTER TABLE t ADD COLUMN c text NOT NULL;", Deployment::neither},
      {"ALTER TYPE mood ADD VALUE 'glad';", Deployment::before_code},
      {"CREATE INDEX CONCURRENTLY iy ON t (b);", Deployment::before_code},
      {"CREATE UNIQUE INDEX iy ON t (b);", Deployment::after_code},
      {"ALTER TABLE t ALTER COLUMN b DROP NOT NULL;", Deployment::before_code},
      {"ALTER TABLE t ALTER COLUMN a SET NOT NULL;", Deployment::after_code},
      {"ALTER TABLE t ALTER COLUMN b DROP DEFAULT;", Deployment::after_code},
      {"ALTER TABLE t ALTER COLUMN a SET DEFAULT 'y';", Deployment::before_code},
      {"ALTER TABLE t ALTER COLUMN a TYPE varchar(10);", Deployment::neither},
      {"ALTER TABLE t ADD CONSTRAINT c CHECK (a <> '');", Deployment::after_code},
      {"ALTER TABLE t DROP COLUMN a;", Deployment::after_code},
      {"DROP TABLE t;", Deployment::after_code},
      {"DROP VIEW v;", Deployment::after_code},
      {"DROP INDEX ix;", Deployment::after_code},
      {"ALTER TABLE t RENAME TO u;", Deployment::neither},
      {"ALTER TABLE t RENAME COLUMN a TO c;", Deployment::neither},
      {"ALTER TABLE t ENABLE ROW LEVEL SECURITY;", Deployment::after_code},
      {"UPDATE t SET a = 'z';", Deployment::any},
      {"ANALYZE t;", Deployment::any},
      {"CREATE TABLE u (id int); ALTER TABLE u ADD CHECK (id > 0);", Deployment::any},
  };
  for (const Case& one : cases) {
    CAPTURE(one.sql);
    CHECK(advice_on(one.sql).when == one.expected);
  }
}

TEST_CASE("deployment: what does not come back") {
  for (const char* sql : {"DROP TABLE t;", "ALTER TABLE t DROP COLUMN a;", "DELETE FROM t;"})
    CHECK_MESSAGE(advice_on(sql).loses_data, sql);
  for (const char* sql : {"DROP INDEX ix;", "DROP VIEW v;", "ALTER TABLE t RENAME TO u;"})
    CHECK_FALSE_MESSAGE(advice_on(sql).loses_data, sql);
}
