#include <doctest/doctest.h>

#include "analyzer/change.h"
#include "analyzer/load.h"
#include "analyzer/locks/expressions.h"
#include "analyzer/locks/type_change.h"

using namespace schemalint;

// What the locks of each statement are is measured by tests/oracle/test_locks.py; here is what that
// cannot show.

TEST_CASE("locks: which changes of a type write the table anew") {
  struct Case {
    const char* from;
    const char* to;
    const char* using_sql;
    TypeChange expected;
  };
  constexpr Case cases[] = {
      {"VARCHAR(20)", "VARCHAR(40)", "", TypeChange::none},
      {"VARCHAR(20)", "VARCHAR", "", TypeChange::none},
      {"VARCHAR(20)", "TEXT", "c::text", TypeChange::none},
      {"VARCHAR(20)", "VARCHAR(10)", "", TypeChange::rewrite},
      {"VARCHAR", "VARCHAR(10)", "", TypeChange::rewrite},
      {"TEXT", "VARCHAR(10)", "", TypeChange::rewrite},
      {"TEXT", "TEXT", "lower(c)", TypeChange::rewrite},
      {"NUMERIC(10, 2)", "NUMERIC(12, 2)", "", TypeChange::none},
      {"NUMERIC(10, 2)", "NUMERIC", "", TypeChange::none},
      {"NUMERIC(10, 2)", "NUMERIC(12, 3)", "", TypeChange::rewrite},
      {"NUMERIC", "NUMERIC(12, 3)", "", TypeChange::rewrite},
      {"TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE", "", TypeChange::none},
      {"TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP(3) WITHOUT TIME ZONE", "", TypeChange::rewrite},
      {"TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP WITH TIME ZONE", "", TypeChange::time_zone},
      {"TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP WITH TIME ZONE", "c AT TIME ZONE 'UTC'",
       TypeChange::rewrite},
      {"INTEGER", "BIGINT", "", TypeChange::rewrite},
      {"CHAR(3)", "TEXT", "", TypeChange::rewrite},
      {"CITEXT", "TEXT", "", TypeChange::none},
      {"JSON", "JSONB", "", TypeChange::rewrite},
      {"VARCHAR(20)[]", "TEXT[]", "", TypeChange::rewrite},
      {"TEXT", "TEXT[]", "", TypeChange::rewrite},
      {"VECTOR(3)", "VECTOR(4)", "", TypeChange::unknown},
      {"mood", "TEXT", "", TypeChange::unknown},
      {"", "TEXT", "", TypeChange::unknown},
  };
  for (const Case& one : cases) {
    CAPTURE(one.from);
    CAPTURE(one.to);
    CHECK(type_change(one.from, one.to, "c", one.using_sql) == one.expected);
  }
}

TEST_CASE("locks: volatile defaults") {
  for (const char* sql :
       {"gen_random_uuid()", "clock_timestamp() + interval '1 day'",
        "nextval('orders_id_seq'::regclass)", "public.uuid_generate_v4()", "md5(random()::text)"})
    CHECK_MESSAGE(is_volatile(sql), sql);
  for (const char* sql : {"now()", "CURRENT_TIMESTAMP", "'random()'", "0", "own_function()",
                          "timezone('utc', now())"})
    CHECK_MESSAGE(!is_volatile(sql), sql);
}

TEST_CASE("locks: a condition that proves NOT NULL") {
  CHECK(implies_not_null("c IS NOT NULL", "c"));
  CHECK(implies_not_null("(t.c IS NOT NULL) AND c > 0 AND d < 3", "c"));
  CHECK_FALSE(implies_not_null("c IS NOT NULL OR d IS NOT NULL", "c"));
  CHECK_FALSE(implies_not_null("d IS NOT NULL", "c"));
  CHECK_FALSE(implies_not_null("c > 0", "c"));
}

TEST_CASE("locks: a transaction ends with COMMIT and with what runs outside of one") {
  const auto held = [](const std::string& statements) {
    const Project project = load_texts(
        {SourceFile("migrations/V1__a.sql", "CREATE TABLE a (b int); CREATE TABLE c (d int);"),
         SourceFile("migrations/V2__b.sql", statements)});
    size_t count = 0;
    for_each_change(project,
                    [&](const Change& change) { count = change.transaction.locks.size(); });
    return count;
  };
  CHECK(held("ALTER TABLE a ADD e int; ALTER TABLE c ADD e int; SELECT 1;") == 2);
  CHECK(held("ALTER TABLE a ADD e int; COMMIT; SELECT 1;") == 0);
  CHECK(held("CREATE TABLE f (g int); ALTER TABLE f ADD e int; SELECT 1;") == 0);
}
