#include "analyzer/edit.h"

#include <doctest/doctest.h>

#include <string>

using namespace schemalint;

namespace {

std::string apply(const SourceFile& source, std::vector<Edit> edits) {
  std::string text = source.text();
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
    text.replace(edit->where.begin, edit->where.end - edit->where.begin, edit->text);
  return text;
}

/// Appends to the call whose parentheses are the first '(' and the last ')' of the text.
std::string appended(std::string text) {
  const SourceFile source("m.py", std::move(text));
  const Span parentheses{0, static_cast<uint32_t>(source.text().find('(')),
                         static_cast<uint32_t>(source.text().rfind(')') + 1)};
  const auto edits = append_argument(source, parentheses, "lazy=1");
  return edits.empty() ? "nothing" : apply(source, edits);
}

std::string removed(std::string text, std::string_view comment) {
  const SourceFile source("m.py", std::move(text));
  const uint32_t begin = static_cast<uint32_t>(source.text().find(comment));
  return apply(source,
               {remove_comment(source, {0, begin, begin + static_cast<uint32_t>(comment.size())})});
}

}  // namespace

TEST_CASE("edit: an argument behind others on the line") {
  CHECK(appended("r()") == "r(lazy=1)");
  CHECK(appended("r( )") == "r(lazy=1 )");
  CHECK(appended("r('B')") == "r('B', lazy=1)");
  CHECK(appended("r('B',)") == "r('B', lazy=1)");
  CHECK(appended("r('B', f(1, [2]))") == "r('B', f(1, [2]), lazy=1)");
  CHECK(appended("r('B',\n  a=1)") == "r('B',\n  a=1, lazy=1)");
  CHECK(appended("r('B',\n  a=1\n)") == "r('B',\n  a=1, lazy=1\n)");
  CHECK(appended("r(  # why\n)") == "r(lazy=1  # why\n)");
}

TEST_CASE("edit: an argument on a line of its own") {
  CHECK(appended("x = r(\n    'B',\n    a=1,\n)") == "x = r(\n    'B',\n    a=1,\n    lazy=1,\n)");
  CHECK(appended("x = r(\n    'B', a=1\n)") == "x = r(\n    'B', a=1, lazy=1\n)");
  CHECK(appended("x = r(\n    'B'\n)") == "x = r(\n    'B',\n    lazy=1\n)");
  CHECK(appended("x = r(\n    'B',\n    a=1\n)") == "x = r(\n    'B',\n    a=1,\n    lazy=1\n)");
  CHECK(appended("x = r(\n    'B',  # why, (\n)") == "x = r(\n    'B',  # why, (\n    lazy=1,\n)");
  CHECK(appended("x = r(\n    'B'  # why\n)") == "x = r(\n    'B',  # why\n    lazy=1\n)");
  CHECK(appended("x = r(\n    'B',\n    # last\n)") ==
        "x = r(\n    'B',\n    lazy=1,\n    # last\n)");
  CHECK(appended("x = r(\n\t'B',\n)") == "x = r(\n\t'B',\n\tlazy=1,\n)");
  CHECK(appended("x = r(\r\n    'B',\r\n)\r\n") == "x = r(\r\n    'B',\r\n    lazy=1,\r\n)\r\n");
  CHECK(appended("x = r(\n    'B',\n    p=f(\n        1,\n    ),\n)") ==
        "x = r(\n    'B',\n    p=f(\n        1,\n    ),\n    lazy=1,\n)");
  CHECK(appended("x = r(\n    p='a '\n      'b',\n)") ==
        "x = r(\n    p='a '\n      'b',\n    lazy=1,\n)");
}

TEST_CASE("edit: brackets, commas and comment signs inside strings do not count") {
  CHECK(appended("r('a)#,')") == "r('a)#,', lazy=1)");
  CHECK(appended("r('''a\n#''')") == "r('''a\n#''', lazy=1)");
  CHECK(appended("r('\\'#', r\"(\")") == "r('\\'#', r\"(\", lazy=1)");
}

TEST_CASE("edit: what cannot be read stays as it is") {
  CHECK(appended("r('open)") == "nothing");
  CHECK(appended("r([1)") == "nothing");
  CHECK(append_argument(SourceFile("m.py", "r(1)"), {}, "x").empty());
}

TEST_CASE("edit: a prefix goes into the literal that holds the first part") {
  const SourceFile source("m.py", "a = f\"users.{key}\" 'us' 'ers.id'");
  CHECK(apply(source, prepend_to_string(source, {0, 6, 17}, "users.id", "app.")) ==
        "a = f\"app.users.{key}\" 'us' 'ers.id'");
  CHECK(apply(source, prepend_to_string(source, {0, 5, 18}, "users.id", "app.")) ==
        "a = f\"app.users.{key}\" 'us' 'ers.id'");
  CHECK(prepend_to_string(source, {0, 20, 31}, "users.id", "app.").empty());
  CHECK(prepend_to_string(source, {0, 7, 17}, "sers.id", "app.").empty());
  CHECK(prepend_to_string(source, {}, "users.id", "app.").empty());
}

TEST_CASE("edit: removing a comment") {
  CHECK(removed("x = 1  # c\ny\n", "# c") == "x = 1\ny\n");
  CHECK(removed("x = 1  # a  # c\n", "# c") == "x = 1  # a\n");
  CHECK(removed("a\n    # c\nb\n", "# c") == "a\nb\n");
  CHECK(removed("a\r\n    # c\r\nb\r\n", "# c") == "a\r\nb\r\n");
  CHECK(removed("a\n# c", "# c") == "a\n");
  CHECK(removed("a  /* c */, b\n", "/* c */") == "a, b\n");
  CHECK(removed("  /* c */ a\n", "/* c */") == "  a\n");
  CHECK(removed("\xEF\xBB\xBF# c\na\n", "# c") ==
        "\xEF\xBB\xBF"
        "a\n");
}

TEST_CASE("edit: replacing a string") {
  const SourceFile source("m.py", "x = \"abc\"");
  CHECK(apply(source, replace_string(source, {0, 4, 9}, "abc", "d")) == "x = \"d\"");
  CHECK(apply(source, replace_string(source, {0, 5, 8}, "abc", "d")) == "x = \"d\"");
  CHECK(replace_string(source, {0, 4, 9}, "ab", "d").empty());
  CHECK(replace_string(source, {}, "abc", "d").empty());
}
