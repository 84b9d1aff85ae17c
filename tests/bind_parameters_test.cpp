#include "analyzer/revisions/bind_parameters.h"

#include <doctest/doctest.h>

using namespace schemalint;

namespace {

Text literal(const std::string& sql) {
  return Text::verbatim(sql, {0, 100, 100 + static_cast<uint32_t>(sql.size())});
}

std::string bound(const std::string& sql, const std::map<std::string, std::string>& values = {}) {
  return bind_parameters(literal(sql), values).value();
}

}  // namespace

TEST_CASE("bind parameters: what text() takes for a parameter") {
  CHECK(bound("SELECT 1") == "SELECT 1");
  CHECK(bound("a = :a AND b=:b") == "a = __unknown__ AND b=__unknown__");
  CHECK(bound("'{}'::jsonb, x::int[]") == "'{}'::jsonb, x::int[]");
  CHECK(bound("'{\"k\":1}'") == "'{\"k\"__unknown__}'");
  CHECK(bound("'12:30'") == "'12:30'");
  CHECK(bound(":") == ":");
  CHECK(bound("") == "");
  // The last letter before another colon goes back to the text, as in SQLAlchemy.
  CHECK(bound("' :12:'") == "' __unknown__2:'");
  CHECK(bound("' :1:'") == "' :1:'");
}

TEST_CASE("bind parameters: a backslash takes the meaning from a colon") {
  CHECK(bound("'\\:x'") == "':x'");
  CHECK(bound("x \\:\\: int") == "x :: int");
  CHECK(bound("\\n:x") == "\\n:x");
}

TEST_CASE("bind parameters: known values stand in the text") {
  CHECK(bound("a = :a AND b = :b", {{"a", "'x''y'"}}) == "a = 'x''y' AND b = __unknown__");
  CHECK(bound("id IN :ids") == "id IN (__unknown__)");
  CHECK(bound("id = min:ids") == "id = min:ids");
}

TEST_CASE("bind parameters: places stay") {
  const Text text = bind_parameters(literal("x = :first AND \\:y = z"));
  REQUIRE(text.value() == "x = __unknown__ AND :y = z");
  CHECK(text.where(0, 1) == Span{0, 100, 101});
  CHECK(text.where(4, 15) == Span{0, 104, 110});
  const size_t z = text.value().find('z');
  CHECK(text.where(z, z + 1) == Span{0, 121, 122});
  CHECK_FALSE(text.exact());
}
