#include "tracking/identity.h"

#include <doctest/doctest.h>

using namespace schemalint;

namespace {

Finding finding(std::string object, std::string detail) {
  Finding finding;
  finding.rule = "a-rule";
  finding.object = std::move(object);
  finding.detail = std::move(detail);
  return finding;
}

std::string identity(std::string object, std::string detail = {}) {
  return identity_of(finding(std::move(object), std::move(detail)));
}

}  // namespace

TEST_CASE("identity: rule, object and detail") {
  CHECK(identity("app.orders.user_id") == "a-rule\tapp.orders.user_id\t-");
  CHECK(identity("alembic:092_add", "op.add_column é") ==
        "a-rule\talembic:092_add\top.add_column é");
  CHECK(identity("") == "a-rule\t-\t-");
}

TEST_CASE("identity: one line of three fields, whatever the names hold") {
  CHECK(identity("a\tb", "c\nd\r\\n") == "a-rule\ta\\tb\tc\\nd\\r\\\\n");
  CHECK(identity(std::string("\x1B\0\x7F", 3)) == "a-rule\t\\u{1B}\\u{0}\\u{7F}\t-");
  CHECK(identity("\xC2\x85\xE2\x80\xA8\xE2\x80\xA9") == "a-rule\t\\u{85}\\u{2028}\\u{2029}\t-");
  CHECK(identity("\xFF") == "a-rule\t\xEF\xBF\xBD\t-");
  CHECK(identity("a\\tb") != identity("a\tb"));
}

TEST_CASE("identity: place, wording and severity are no part of it") {
  Finding moved = finding("app.orders", "");
  moved.where = {.file = 3, .begin = 20, .end = 30};
  moved.message = "worded anew";
  moved.severity = Severity::error;
  CHECK(identity_of(moved) == identity("app.orders"));
}

TEST_CASE("identity: occurrences count each identity for itself") {
  Occurrences occurrences;
  CHECK(occurrences.next("a") == 1);
  CHECK(occurrences.next("b") == 1);
  CHECK(occurrences.next("a") == 2);
}

TEST_CASE("identity: fingerprints stay the same for ever") {
  CHECK(fingerprint_of("a-rule\tapp.orders\t-", 1) == "f6a0a5540826824015082d996f24818f");
  CHECK(fingerprint_of("a-rule\tapp.orders\t-", 2) != fingerprint_of("a-rule\tapp.orders\t-", 1));
}
