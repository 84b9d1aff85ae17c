#include "analyzer/nearest.h"

#include <doctest/doctest.h>

using namespace schemalint;

TEST_CASE("nearest: the distance of two words") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("lazy", "layz") == 1);
  CHECK(edit_distance("same", "same") == 0);
}

TEST_CASE("nearest: what a person may have meant") {
  const std::vector<std::string> rules{"implicit-lazy", "invalid-lazy", "postgres-enum", "tenancy"};
  CHECK(nearest("implicit_lazy", rules).front() == "implicit-lazy");
  CHECK(nearest("tenacy", rules) == std::vector<std::string>{"tenancy"});
  CHECK(nearest("POSTGRES-ENUMS", rules) == std::vector<std::string>{"postgres-enum"});
  CHECK(nearest("enum", rules) == std::vector<std::string>{"postgres-enum"});
  CHECK(nearest("zzz", rules).empty());
  CHECK(nearest("", rules).empty());
}

TEST_CASE("nearest: as a question") {
  CHECK(did_you_mean("tenacy", {"tenancy"}) == " Did you mean 'tenancy'?");
  CHECK(did_you_mean("ab", {"abc", "abd", "zzz"}) == " Did you mean 'abc' or 'abd'?");
  CHECK(did_you_mean("qqq", {"tenancy"}).empty());
}
