// What PostgreSQL does with objects that depend on each other. fixtures/migrations shows the same
// on a real one.
#include <doctest/doctest.h>

#include "analyzer/sequences.h"
#include "analyzer/sql/sql.h"

using namespace schemalint;

namespace {

Schema after(const std::string& sql) {
  Schema schema;
  const SqlSteps steps = run_sql(Text::derived(sql, {}), schema);
  CHECK(steps.errors.empty());
  CHECK(steps.not_understood.empty());
  return schema;
}

const Table& table(const Schema& schema, const char* name) {
  const Table* found = schema.table({"", name});
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("a view keeps the columns that it reads, until CASCADE") {
  const std::string begin =
      "CREATE TABLE t (a int, b int, c int);"
      "CREATE VIEW v AS SELECT x.a FROM t x WHERE b > 0;"
      "CREATE VIEW w AS WITH t2 AS (SELECT a FROM v) SELECT a FROM t2;";
  SUBCASE("a column that none reads goes") {
    const Schema schema = after(begin + "ALTER TABLE t DROP c");
    CHECK(table(schema, "t").columns.size() == 2);
    CHECK(schema.views().size() == 2);
  }
  SUBCASE("one that is read stays") {
    const Schema schema = after(begin + "ALTER TABLE t DROP b");
    CHECK(table(schema, "t").columns.size() == 3);
  }
  SUBCASE("CASCADE takes the views along, and those on them") {
    const Schema schema = after(begin + "ALTER TABLE t DROP a CASCADE");
    CHECK(table(schema, "t").columns.size() == 2);
    CHECK(schema.views().empty());
  }
  SUBCASE("a view that another one reads is not dropped") {
    CHECK(after(begin + "DROP VIEW v").views().size() == 2);
    CHECK(after(begin + "DROP VIEW v, w").views().empty());
  }
}

TEST_CASE("a child table keeps what it declares itself") {
  const Schema schema = after(
      "CREATE TABLE p (a int, b int CHECK (b > 0), c int CHECK (c > 0) NO INHERIT);"
      "CREATE TABLE q (b int, d int) INHERITS (p);"
      "ALTER TABLE p DROP a, DROP b; ALTER TABLE p ADD e int;"
      "ALTER TABLE ONLY p DROP c");
  const Table& child = table(schema, "q");
  CHECK(child.column("a") == nullptr);
  CHECK(child.column("b") != nullptr);
  CHECK(child.column("c") != nullptr);
  CHECK(child.column("e") != nullptr);
  CHECK_FALSE(child.column("c")->inherited);
}

TEST_CASE("the parts of a partitioned index go with it, and by themselves not at all") {
  const std::string begin =
      "CREATE TABLE p (a int, b int) PARTITION BY LIST (a);"
      "CREATE TABLE p1 PARTITION OF p DEFAULT;"
      "CREATE INDEX own ON p1 (b); CREATE INDEX ib ON p (b);"
      "ALTER TABLE p ADD UNIQUE (a, b);";
  const Schema schema = after(begin);
  REQUIRE(table(schema, "p1").indexes.size() == 1);
  CHECK(table(schema, "p1").indexes[0].name == "own");
  CHECK(table(schema, "p1").indexes[0].of_parent == "ib");
  CHECK(table(schema, "p1").unique[0].name == "p1_a_b_key");
  CHECK(table(after(begin + "DROP INDEX own"), "p1").indexes.size() == 1);
  CHECK(table(after(begin + "DROP INDEX ib"), "p1").indexes.empty());
  const Schema without = after(begin + "ALTER TABLE p DROP CONSTRAINT p_a_b_key");
  CHECK(table(without, "p1").unique.empty());
}

TEST_CASE("an index ON ONLY a table is invalid only where partitions lack their parts") {
  const Schema schema = after(
      "CREATE TABLE t (a int); CREATE INDEX ta ON ONLY t (a);"
      "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT;"
      "CREATE INDEX pa ON ONLY p (a); CREATE INDEX pb ON ONLY p (a);"
      "CREATE INDEX p1b ON p1 (a); ALTER INDEX pb ATTACH PARTITION p1b");
  CHECK(table(schema, "t").indexes[0].valid);
  CHECK_FALSE(table(schema, "p").indexes[0].valid);
  CHECK(table(schema, "p").indexes[1].valid);
}

TEST_CASE("exclusion constraints have names, follow columns and go with them") {
  const Schema schema = after(
      "CREATE TABLE t (a int, b int, EXCLUDE USING gist (a WITH =, (b + 1) WITH &&));"
      "ALTER TABLE t ADD CONSTRAINT e EXCLUDE (b WITH =) WHERE (b > 0);"
      "ALTER TABLE t RENAME b TO c; ALTER TABLE t DROP a");
  const Table& made = table(schema, "t");
  REQUIRE(made.exclusions.size() == 1);
  CHECK(made.exclusions[0].elements[0].column == "c");
  CHECK(made.exclusions[0].where_sql == "c > 0");
  CHECK(after("CREATE TABLE t (a int, b int, EXCLUDE (a WITH =, b WITH =))")
            .tables()[0]
            .exclusions[0]
            .name == "t_a_b_excl");
}

TEST_CASE("the sequence of a serial column has a name of its own and moves with its table") {
  const Schema schema = after(
      "CREATE SCHEMA s; CREATE TABLE t (id serial); ALTER TABLE t RENAME TO old;"
      "CREATE TABLE t (id serial); ALTER TABLE old SET SCHEMA s;"
      "ALTER SEQUENCE t_id_seq1 RENAME TO numbers");
  CHECK(sequence_of(table(schema, "t").columns[0]) == QualifiedName{"", "numbers"});
  CHECK(sequence_of(schema.table({"s", "old"})->columns[0]) == QualifiedName{"s", "t_id_seq"});
}

TEST_CASE("columns follow their domain, and go with it") {
  const std::string begin =
      "CREATE DOMAIN d AS int; CREATE TABLE t (a d, b d[], c int);"
      "ALTER DOMAIN d RENAME TO e;";
  CHECK(table(after(begin), "t").columns[1].type.value == "e[]");
  CHECK(table(after(begin + "DROP DOMAIN e"), "t").columns.size() == 3);
  const Schema gone = after(begin + "DROP DOMAIN e CASCADE");
  CHECK(table(gone, "t").columns.size() == 1);
}
