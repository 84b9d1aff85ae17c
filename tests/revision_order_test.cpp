#include <doctest/doctest.h>

#include "analyzer/revisions/order.h"

using namespace schemalint;

namespace {

Revision revision(std::string id, std::vector<std::string> down = {},
                  std::vector<std::string> depends_on = {}) {
  Revision result;
  result.id = std::move(id);
  result.down_revisions = std::move(down);
  result.depends_on = std::move(depends_on);
  return result;
}

std::string order(const std::vector<Revision>& revisions, size_t expected_errors = 0) {
  const RevisionOrder order = order_revisions(revisions);
  std::string ids;
  for (size_t index : order.sequence) ids += (ids.empty() ? "" : " ") + revisions[index].id;
  CHECK(order.errors.size() == expected_errors);
  return ids;
}

}  // namespace

TEST_CASE("revision order: parents come first") {
  CHECK(order({}) == "");
  CHECK(order({revision("c", {"b"}), revision("a"), revision("b", {"a"})}) == "a b c");
}

TEST_CASE("revision order: branches and merges as Alembic runs them") {
  // What `alembic upgrade heads` prints for these.
  CHECK(order({revision("a"), revision("b1", {"a"}), revision("b2", {"a"}),
               revision("m", {"b1", "b2"})}) == "a b2 b1 m");
  CHECK(order({revision("r0"), revision("r1", {"r0"}), revision("r3", {"r0", "r1"}),
               revision("r4", {"r2"}), revision("r2", {"r0"})}) == "r0 r1 r2 r4 r3");
  CHECK(order({revision("a"), revision("b", {"a"}), revision("x"), revision("y", {"x"}, {"b"})}) ==
        "a b x y");
}

TEST_CASE("revision order: a begin of an identifier and a label are names too") {
  Revision base = revision("3f1a9c27d4e0");
  base.branch_labels = {"plugin"};
  CHECK(order({base, revision("b", {"3f1a9"})}) == "3f1a9c27d4e0 b");
  CHECK(order({revision("a", {}, {"plugin"}), base}) == "3f1a9c27d4e0 a");
}

TEST_CASE("revision order: what is broken comes last and is an error") {
  CHECK(order({revision("b", {"gone"}), revision("c", {"b"}), revision("a")}, 1) == "a b c");
  CHECK(order({revision("x", {"y"}), revision("y", {"x"}), revision("z", {"y"}), revision("a")},
              3) == "a x y z");
  CHECK(order({revision("self", {"self"}), revision("a")}, 1) == "a self");
}

TEST_CASE("revision order: of two files with one identifier the later one runs") {
  const std::vector<Revision> revisions{revision("a"), revision("b", {"a"}), revision("b", {"a"})};
  const RevisionOrder order = order_revisions(revisions);
  CHECK(order.sequence == std::vector<size_t>{0, 2});
  REQUIRE(order.errors.size() == 1);
  CHECK(order.errors[0].kind == ChainError::Kind::duplicate_revision);
}
