#include "analyzer/suppressions.h"

#include <doctest/doctest.h>

#include <string>

using namespace schemalint;

namespace {

/// The lines each suppression covers: "unused-thing 3-5; other 1-*".
std::string lines(const std::vector<Suppression>& found) {
  std::string text;
  for (const Suppression& suppression : found) {
    if (!text.empty()) text += "; ";
    for (const std::string& rule : suppression.rules) text += rule + " ";
    const bool to_the_end = suppression.last_line == UINT32_MAX;
    text += std::to_string(suppression.first_line) + "-" +
            (to_the_end ? "*" : std::to_string(suppression.last_line));
  }
  return text;
}

std::string python(std::string text) {
  const SourceFile source("models.py", std::move(text));
  return lines(find_suppressions(source, 0, parse_python(source, 0)));
}

std::string sql(std::string text) {
  return lines(find_sql_suppressions(SourceFile("schema.sql", std::move(text)), 0));
}

}  // namespace

TEST_CASE("suppressions: the parts of a comment") {
  const SourceFile source("m.py",
                          "x = 1  # noqa: E501  # schemalint: ignore[a-b, c] it is fine \n");
  const auto found = find_suppressions(source, 3, parse_python(source, 3));
  REQUIRE(found.size() == 1);
  CHECK(found[0].rules == std::vector<std::string>{"a-b", "c"});
  CHECK(found[0].reason == "it is fine");
  CHECK(source.text({3, found[0].where.begin, found[0].where.end}) ==
        "schemalint: ignore[a-b, c] it is fine");
  REQUIRE(found[0].rule_spans.size() == 2);
  CHECK(source.text(found[0].rule_spans[1]) == "c");
  CHECK(source.text(found[0].comment).starts_with("# noqa"));
}

TEST_CASE("suppressions: what is no directive, and what names nothing") {
  CHECK(python("x = 1  # see schemalint: ignore[a]\n").empty());
  CHECK(python("x = 1  # schemalint: https://example.org\n").empty());
  CHECK(python("x = '# schemalint: ignore[a]'\n").empty());
  CHECK(python("x = 1  # schemalint: ignore\n") == "1-1");
  CHECK(python("x = 1  # schemalint: ignore[]\n") == "1-1");
  CHECK(python("x = 1  # schemalint: ignore[a\n") == "1-1");
  CHECK(python("x = 1  # schemalint: ignore[a,]\n") == "a 1-1");
}

TEST_CASE("suppressions: at the end of a line, the whole declaration") {
  CHECK(python("x = Column(\n    A,  # schemalint: ignore[a]\n    B,\n)\n") == "a 1-4");
  CHECK(python("x = Column(\n    A,\n)  # schemalint: ignore[a]\ny = 1\n") == "a 1-3");
  CHECK(python("class A(\n    B,\n):  # schemalint: ignore[a]\n    x = 1\n") == "a 1-3");
  CHECK(python("@d\nclass A:  # schemalint: ignore[a]\n    x = 1\n") == "a 1-2");
  CHECK(python("op.execute('''\n  SELECT 1\n''')  # schemalint: ignore[a]\n") == "a 1-3");
  CHECK(python("if x:\n    y = 1\nelse:  # schemalint: ignore[a]\n    y = 2\n") == "a 3-3");
}

TEST_CASE("suppressions: a column of a table, a member of the table arguments") {
  CHECK(python("t = Table(\n    'x',\n    m,\n    Column(\n        'a',\n    ),  # schemalint: "
               "ignore[a]\n    Column('b'),\n)\n") == "a 4-6");
  CHECK(python("op.create_table('x',\n    sa.Column('a', T),  # schemalint: ignore[a]\n"
               "    sa.Column('b', T))\n") == "a 2-2");
  CHECK(python("class A:\n    __table_args__ = (\n        Index('a'),  # schemalint: ignore[a]\n"
               "        Index('b'),\n    )\n") == "a 3-3");
  CHECK(python("t = Table('x', m,  # schemalint: ignore[a]\n    Column('b'),\n)\n") == "a 1-3");
}

TEST_CASE("suppressions: on a line of its own, the next declaration") {
  CHECK(python("# schemalint: ignore[a]\n\nx = f(\n)\ny = 1\n") == "a 1-4");
  CHECK(python("class A:\n    # schemalint: ignore[a]\n    # why\n    x = 1\n") == "a 2-4");
  CHECK(python("# schemalint: ignore[a]\nclass A(B):\n    x = 1\n") == "a 1-2");
  CHECK(python("class A:\n    x = 1\n    # schemalint: ignore[a]\n\nclass B:\n    y = 1\n") ==
        "a 3-3");
  CHECK(python("t = Table(\n    'x',\n    # schemalint: ignore[a]\n    Column('a'),\n"
               "    Column('b'),\n)\n") == "a 3-4");
  CHECK(python("x = Column(\n    # schemalint: ignore[a]\n    T,\n)\ny = 1\n") == "a 1-4");
  CHECK(python("x = 1\n# schemalint: ignore[a]\n") == "a 2-2");
}

TEST_CASE("suppressions: a whole file") {
  CHECK(python("\"\"\"Doc.\"\"\"\n# schemalint: file-ignore[a]\nx = 1\n") == "a 1-*");
  CHECK(python("x = 1\n# schemalint: file-ignore[a]\n") == "a 2-2");
  CHECK(sql("-- schemalint: file-ignore[a]\nSELECT 1;\n") == "a 1-*");
  CHECK(sql("SELECT 1;\n-- schemalint: file-ignore[a]\n") == "a 2-2");
}

TEST_CASE("suppressions: SQL") {
  CHECK(sql("SELECT 1;\nCREATE TYPE x\nAS ENUM ('a'); -- schemalint: ignore[a] old\nSELECT 2;") ==
        "a 2-3");
  CHECK(sql("-- schemalint: ignore[a]\nCREATE TYPE x\nAS ENUM ('a');\nSELECT 2;") == "a 1-3");
  CHECK(sql("CREATE TABLE t (\n  a int\n    REFERENCES x, -- schemalint: ignore[a]\n  b int\n);") ==
        "a 2-3");
  CHECK(sql("CREATE TABLE t (\n  a int,\n  -- schemalint: ignore[a]\n  b numeric(1, 2),\n  c int"
            "\n);") == "a 3-4");
  CHECK(sql("ALTER TABLE t\n  ADD a int,\n  ADD b int, -- schemalint: ignore[a]\n  ADD c int;") ==
        "a 3-3");
  CHECK(sql("SELECT 1; /* schemalint: ignore[a] why */\nSELECT 2;") == "a 1-1");
  CHECK(sql("DO $$\nBEGIN\n  SELECT 1;\n  SELECT\n    2; -- schemalint: ignore[a]\nEND $$;") ==
        "a 4-5");
}

TEST_CASE("suppressions: SQL that only looks like a comment") {
  CHECK(sql("SELECT '-- schemalint: ignore[a]';").empty());
  CHECK(sql("SELECT \"-- schemalint: ignore[a]\";").empty());
  CHECK(sql("SELECT E'\\'-- schemalint: ignore[a]';").empty());
  CHECK(sql("SELECT 'it''s'; -- schemalint: ignore[a]\n") == "a 1-1");
  CHECK(sql("SELECT $x$ it's $x$; -- schemalint: ignore[a]\n") == "a 1-1");
  CHECK(sql("/* /* nested */ -- schemalint: ignore[a]\n */ SELECT 1;").empty());
  CHECK(sql("SELECT 'open -- schemalint: ignore[a]").empty());
}

TEST_CASE("suppressions: SQL inside Python") {
  CHECK(python("op.execute('''\n  -- schemalint: ignore[a]\n  CREATE TYPE x\n  AS ENUM ('a');\n"
               "  SELECT 1;\n''')\n") == "a 2-4");
  CHECK(python("def f():\n    '''\n    -- schemalint: ignore[a]\n    '''\n").empty());
}

TEST_CASE("suppressions: line endings and a byte order mark change nothing") {
  CHECK(python("\xEF\xBB\xBFx = Column(\r\n    A,\r\n)  # schemalint: ignore[a] why\r\n") ==
        "a 1-3");
  CHECK(sql("\xEF\xBB\xBF-- schemalint: ignore[a]\r\nSELECT\r\n1;\r\n") == "a 1-3");
  CHECK(sql("").empty());
}
