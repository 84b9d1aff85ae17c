#include <doctest/doctest.h>

#include "parsers/sql_expression.h"

using namespace schemalint;

TEST_CASE("expressions that mean the same have one spelling") {
  const auto same = [](const char* a, const char* b) {
    CHECK_MESSAGE(normal_expression(a) == normal_expression(b), a << " -> " << normal_expression(a)
                                                                  << "; " << b << " -> "
                                                                  << normal_expression(b));
  };
  same("state='open'", "(state)::text = 'open'::text");
  same("state IN ('a','b')", "state = ANY (ARRAY['a'::varchar, 'b'::varchar]::text[])");
  same("state NOT IN ('a','b')", "state <> ALL (ARRAY['a', 'b'])");
  same("a.state != 1", "\"state\" <> 1");
  same("now()", "CURRENT_TIMESTAMP");
  same("timezone('utc', now())", "now() AT TIME ZONE 'utc'");
  same("((deleted_at IS NULL))", "tasks.deleted_at is null");
  same("name LIKE 'a%'", "name ~~ 'a%'::text");
  same("'{}'::jsonb", "'{}'");
  same("lower((email)::text)", "LOWER(email)");
  same("CAST(a AS text)", "a");
}

TEST_CASE("expressions that differ keep their difference") {
  CHECK(normal_expression("a = 1") != normal_expression("a = 2"));
  CHECK(normal_expression("a IS NULL") != normal_expression("a IS NOT NULL"));
  CHECK(normal_expression("a IN ('x')") != normal_expression("a NOT IN ('x')"));
  CHECK(normal_expression("not sql at all (") == "not sql at all (");
  CHECK(normal_expression("").empty());
}
