#include "analyzer/replay/replay.h"

#include <doctest/doctest.h>

#include "analyzer/types.h"

using namespace schemalint;

namespace {

Column column(const std::string& name) {
  Column column;
  column.name = name;
  column.type.value = "INTEGER";
  return column;
}

Table table(const std::string& name, const std::vector<std::string>& columns) {
  Table table;
  table.name.name = name;
  for (const std::string& one : columns) table.columns.push_back(column(one));
  return table;
}

ForeignKey foreign_key(const std::string& from, const std::string& to, const std::string& target) {
  ForeignKey key;
  key.columns = {from};
  key.target.name = to;
  if (!target.empty()) key.target_columns = {target};
  return key;
}

// parents(id, code UNIQUE) and children(id, parent_id → parents, code).
Schema family() {
  Schema schema;
  Table parents = table("parents", {"id", "code"});
  parents.primary_key = UniqueKey{.columns = {"id"}};
  parents.unique.push_back({.columns = {"code"}});
  CHECK_FALSE(apply(schema, CreateTable{parents}));
  Table children = table("children", {"id", "parent_id", "code"});
  children.primary_key = UniqueKey{.columns = {"id"}};
  children.foreign_keys.push_back(foreign_key("parent_id", "parents", ""));
  CHECK_FALSE(apply(schema, CreateTable{children}));
  return schema;
}

}  // namespace

TEST_CASE("names of unnamed objects are cut as PostgreSQL cuts them") {
  CHECK(object_name("orders", "customer_id", "fkey") == "orders_customer_id_fkey");
  CHECK(object_name("orders", "", "pkey") == "orders_pkey");
  const std::string name = object_name("a_very_long_table_name_that_goes_on_and_on_for_ever",
                                       "another_quite_long_column_name_here", "fkey");
  CHECK(name == "a_very_long_table_name_that_g_another_quite_long_column_na_fkey");
  CHECK(name.size() == 63);
  CHECK(name.ends_with("_fkey"));
  SUBCASE("never inside of a character") {
    std::string wide;
    for (int i = 0; i < 40; ++i) wide += "\xC3\xA4";
    const std::string cut = object_name(wide, wide, "key");
    CHECK(cut.size() <= 63);
    CHECK(find_invalid_utf8(cut) == std::string_view::npos);
  }
}

TEST_CASE("a table gets its keys, their names and NOT NULL") {
  const Schema schema = family();
  const Table& parents = *schema.table({"", "parents"});
  CHECK(parents.primary_key->name == "parents_pkey");
  CHECK(parents.unique[0].name == "parents_code_key");
  CHECK_FALSE(parents.column("id")->nullable.value);
  CHECK(parents.column("code")->nullable.value);
  const Table& children = *schema.table({"", "children"});
  CHECK(children.foreign_keys[0].name == "children_parent_id_fkey");
  CHECK(children.foreign_keys[0].target_columns == std::vector<std::string>{"id"});
  CHECK(children.foreign_keys[0].state == ForeignKey::State::resolved);
}

TEST_CASE("names that are taken get numbers") {
  Schema schema = family();
  CreateIndex index;
  index.table.name = "children";
  index.index.elements.push_back({.column = "code"});
  apply(schema, index);
  apply(schema, index);
  apply(schema, AddCheck{{"", "children"}, {.sql = "code > 1"}});
  apply(schema, AddCheck{{"", "children"}, {.sql = "code > 2"}});
  apply(schema, AddCheck{{"", "children"}, {.sql = "code > id"}});
  const Table& children = *schema.table({"", "children"});
  CHECK(children.indexes[0].name == "children_code_idx");
  CHECK(children.indexes[1].name == "children_code_idx1");
  CHECK(children.checks[0].name == "children_code_check");
  CHECK(children.checks[1].name == "children_code_check1");
  CHECK(children.checks[2].name == "children_check");
}

TEST_CASE("a repeated UNIQUE of one CREATE TABLE is one key") {
  Schema schema;
  Table one = table("one", {"a", "b"});
  one.primary_key = UniqueKey{.columns = {"a"}};
  one.unique.push_back({.columns = {"a"}});
  one.unique.push_back({.columns = {"b"}});
  one.unique.push_back({.name = "named", .columns = {"b"}});
  apply(schema, CreateTable{one});
  const Table& made = *schema.table({"", "one"});
  REQUIRE(made.unique.size() == 1);
  CHECK(made.unique[0].name == "named");
}

TEST_CASE("a dropped column takes along what contains it") {
  Schema schema = family();
  const QualifiedName children{"", "children"};
  apply(schema, AddUnique{children, {.columns = {"code", "parent_id"}}});
  apply(schema, AddCheck{children, {.name = "both", .sql = "code > 0 AND parent_id > 0"}});
  apply(schema, AddCheck{children, {.name = "other", .sql = "id > 0"}});
  CreateIndex index;
  index.table = children;
  index.index.elements.push_back({.column = "id"});
  index.index.where_sql = "code IS NOT NULL";
  apply(schema, index);
  CHECK_FALSE(apply(schema, DropColumn{children, "code"}));
  const Table& table = *schema.table(children);
  CHECK(table.unique.empty());
  CHECK(table.indexes.empty());
  REQUIRE(table.checks.size() == 1);
  CHECK(table.checks[0].name == "other");
  CHECK(table.foreign_keys.size() == 1);
}

TEST_CASE("what foreign keys need stays, or takes them along") {
  Schema schema = family();
  const QualifiedName parents{"", "parents"};
  CHECK(apply(schema, DropTable{parents}));
  CHECK(apply(schema, DropColumn{parents, "id"}));
  CHECK(apply(schema, DropConstraint{parents, "parents_pkey"}));
  REQUIRE(schema.table(parents)->primary_key);
  SUBCASE("with CASCADE") {
    CHECK_FALSE(apply(schema, DropTable{parents, false, true}));
    CHECK(schema.table({"", "children"})->foreign_keys.empty());
  }
  SUBCASE("together") {
    const std::vector<QualifiedName> both{parents, {"", "children"}};
    CHECK_FALSE(apply(schema, DropTable{parents, false, false, both}));
    CHECK(schema.table(parents) == nullptr);
  }
  SUBCASE("its key with CASCADE") {
    CHECK_FALSE(apply(schema, DropConstraint{parents, "parents_pkey", false, true}));
    CHECK(schema.table({"", "children"})->foreign_keys.empty());
    CHECK_FALSE(schema.table(parents)->column("id")->nullable.value);
  }
}

TEST_CASE("renames are followed") {
  Schema schema = family();
  const QualifiedName children{"", "children"};
  apply(schema, AddCheck{children, {.name = "ck", .sql = "code > 0 AND 'code' <> ''"}});
  CHECK_FALSE(apply(schema, RenameColumn{{"", "parents"}, "id", "Key"}));
  CHECK_FALSE(apply(schema, RenameColumn{children, "code", "Code"}));
  CHECK_FALSE(apply(schema, RenameTable{{"", "parents"}, {"app", "people"}}));
  const Table& table = *schema.table(children);
  CHECK(table.foreign_keys[0].target == QualifiedName{"app", "people"});
  CHECK(table.foreign_keys[0].target_columns == std::vector<std::string>{"Key"});
  CHECK(table.checks[0].sql == "\"Code\" > 0 AND 'code' <> ''");
  CHECK(schema.table({"app", "people"})->primary_key->columns == std::vector<std::string>{"Key"});
  CHECK(schema.tables_called("people").size() == 1);
  CHECK(schema.tables_called("parents").empty());
}

TEST_CASE("an index becomes a constraint, and both have one name") {
  Schema schema = family();
  const QualifiedName children{"", "children"};
  CreateIndex index;
  index.table = children;
  index.index.name = "ix";
  index.index.unique = true;
  index.index.elements.push_back({.column = "code"});
  apply(schema, index);
  CHECK_FALSE(apply(schema, AddUnique{children, {.name = "uq"}, "ix"}));
  const Table& table = *schema.table(children);
  CHECK(table.indexes.empty());
  REQUIRE(table.unique.size() == 1);
  CHECK(table.unique[0].columns == std::vector<std::string>{"code"});
  CHECK(apply(schema, DropIndex{{"", "uq"}}));
  CHECK_FALSE(apply(schema, RenameIndex{{"", "uq"}, "uq2"}));
  CHECK(table.unique[0].name == "uq2");
}

TEST_CASE("operations on tables that nobody made change nothing") {
  Schema schema;
  CHECK(apply(schema, AddColumn{{"", "nobody"}, column("a")}));
  CHECK(apply(schema, DropTable{{"", "nobody"}}));
  CHECK_FALSE(apply(schema, DropTable{{"", "nobody"}, true}));
  CHECK(schema.tables().empty());
}

TEST_CASE("a type that goes with CASCADE takes its columns along") {
  Schema schema = family();
  apply(schema, CreateEnum{{.name = {"", "mood"}, .values = {"sad", "glad"}}});
  Column mood = column("mood");
  mood.type.value = "mood[]";
  mood.enum_type = QualifiedName{"", "mood"};
  apply(schema, AddColumn{{"", "parents"}, mood});
  CHECK_FALSE(apply(schema, AddEnumValue{{"", "mood"}, "calm", "glad"}));
  CHECK(schema.enum_type({"", "mood"})->values == std::vector<std::string>{"sad", "calm", "glad"});
  CHECK_FALSE(apply(schema, RenameType{{"", "mood"}, {"app", "feeling"}}));
  CHECK(schema.table({"", "parents"})->column("mood")->type.value == "app.feeling[]");
  CHECK(apply(schema, DropType{{"app", "feeling"}}));
  CHECK_FALSE(apply(schema, DropType{{"app", "feeling"}, false, true}));
  CHECK(schema.table({"", "parents"})->column("mood") == nullptr);
}

TEST_CASE("removal keeps the look-ups right") {
  Schema schema;
  for (const char* name : {"a", "b", "c", "d"}) schema.add(table(name, {name}));
  CHECK(schema.remove_table({"", "b"}));
  CHECK_FALSE(schema.remove_table({"", "b"}));
  for (const char* name : {"a", "c", "d"}) CHECK(schema.table({"", name})->columns[0].name == name);
  schema.add(table("c", {"other"}));
  CHECK(schema.tables().size() == 3);
  CHECK(schema.table({"", "c"})->column("other") != nullptr);
}

TEST_CASE("one spelling for every alias of a type") {
  const std::pair<const char*, const char*> spellings[] = {
      {"int4", "INTEGER"},
      {"character varying(20)", "VARCHAR(20)"},
      {"timestamptz(3)", "TIMESTAMP(3) WITH TIME ZONE"},
      {"timestamp", "TIMESTAMP WITHOUT TIME ZONE"},
      {"BIGSERIAL", "BIGINT"},
      {"float(10)", "REAL"},
      {"decimal(10,2)", "NUMERIC(10, 2)"},
      {"numeric(5)", "NUMERIC(5, 0)"},
      {"int[][]", "INTEGER[]"},
      {"pg_catalog.bool", "BOOLEAN"},
      {"Vector(1536)", "VECTOR(1536)"},
      {"public.mood", "mood"},
      {"app.\"Mood\"", "app.Mood"},
      {"interval day to second (2)", "INTERVAL DAY TO SECOND (2)"},
      {"text COLLATE \"C\"", "TEXT"},
  };
  for (const auto& [written, canonical] : spellings) CHECK(canonical_type(written) == canonical);
}
