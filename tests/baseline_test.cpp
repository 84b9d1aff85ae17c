#include "tracking/baseline.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analyzer/project.h"
#include "rules/identity_wording.h"
#include "tracking/identity.h"

using namespace schemalint;

namespace {

Finding finding(std::string_view rule, std::string object, std::string detail = {}) {
  Finding made{.object = std::move(object), .detail = std::move(detail)};
  made.rule = rule;
  return made;
}

std::vector<std::string> parsed(std::string_view text) {
  return Baseline::parse(text, "accepted.txt").entries();
}

std::string error_of(std::string_view text) {
  try {
    parsed(text);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("baseline: a pure function of the findings, in any order") {
  const std::vector<Finding> findings = {
      finding("implicit-lazy", "Order.lines"), finding("wide-index", "shop.b", "x"),
      finding("implicit-lazy", "Order.lines"), finding("implicit-lazy", "Ärger.zug")};
  const std::vector<Finding> reversed(findings.rbegin(), findings.rend());
  const std::string text = Baseline(findings).to_text();
  CHECK(text == Baseline(reversed).to_text());
  CHECK(parsed(text) ==
        std::vector<std::string>{"implicit-lazy\tOrder.lines\t-", "implicit-lazy\tOrder.lines\t-",
                                 "implicit-lazy\tÄrger.zug\t-", "wide-index\tshop.b\tx"});
  CHECK(text.find_first_of("0123456789", text.find(',')) == std::string::npos);
}

TEST_CASE("baseline: how files are written by others") {
  CHECK(parsed("").empty());
  CHECK(parsed("\xEF\xBB\xBF# schemalint baseline v1\r\n\r\nb\ty\t-\r\n  \r\na\tx\t-") ==
        std::vector<std::string>{"a\tx\t-", "b\ty\t-"});
}

TEST_CASE("baseline: lines that are none") {
  const std::string no_entry =
      ": no entry: rule, object and detail are expected, parted by tabs, as `schemalint baseline "
      "write` puts them";
  for (const std::string line :
       {"implicit-lazy", "implicit-lazy Order.lines -", "a\tb", "a\tb\tc\td", "\tb\tc", "a\t\tc",
        "a\tb\t", "A\tb\tc", "a\tb\x1b[2J\tc", "a\tb\xff\tc", "a\tb\xC2\x85\tc"}) {
    INFO(line);
    CHECK(error_of("# comment\na\tb\tc\n" + line + "\n") == "accepted.txt:3" + no_entry);
  }
  CHECK(error_of(std::string_view("a\0b", 3)) == "accepted.txt:1" + no_entry);
  for (const std::string mark : {"<<<<<<< HEAD", "=======", ">>>>>>> branch", "||||||| 1a2b3c"})
    CHECK(error_of("a\tb\tc\n" + mark).starts_with("accepted.txt:2: git could not merge this"));
  CHECK(error_of("# schemalint baseline v2 of later\n") ==
        "accepted.txt:1: version 2 of the format is not known here: use a newer schemalint");
  CHECK(error_of("# schemalint baseline v1, and more\n").empty());
}

TEST_CASE("baseline: findings that share an identity count one by one") {
  const Baseline baseline = Baseline::parse("r\tx\t-\nr\tx\t-\nr\ty\t-\nr\ty\t-\n", "f");
  const BaselineMatch some =
      match(baseline, {finding("r", "x"), finding("r", "y"), finding("r", "x"), finding("r", "x"),
                       finding("r", "y", "other")});
  CHECK(some.accepted == std::vector<bool>{true, true, true, false, false});
  CHECK(some.missing == std::vector<std::string>{"r\ty\t-"});
  CHECK(baseline.without(Baseline(some.missing)).size() == 3);
}

TEST_CASE("baseline: hostile names come back as they were") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (const std::string& name :
       {every_byte, std::string("\t\n\r\\"), std::string(100000, 'x'), std::string("\xE2\x80\xA8"),
        std::string("-"), std::string(" "), std::string("#"), std::string("=======")}) {
    const std::vector<Finding> findings = {finding("some-rule", name, name)};
    const Baseline baseline = Baseline::parse(Baseline(findings).to_text(), "f");
    CHECK(is_identity(identity_of(findings.front())));
    CHECK(match(baseline, findings).accepted == std::vector<bool>{true});
  }
}

TEST_CASE("baseline: what a run can judge") {
  Project project;
  std::vector<const RuleEntry*> rules = {find_rule("unused-index"), find_rule("wide-index")};
  CHECK(is_judged("wide-index\tx\t-", rules, project));
  CHECK_FALSE(is_judged("implicit-lazy\tx\t-", rules, project));
  CHECK_FALSE(is_judged("gone-rule\tx\t-", rules, project));
  CHECK_FALSE(is_judged("unused-index\tx\t-", rules, project));
  project.index_statistics.emplace_back();
  CHECK(is_judged("unused-index\tx\t-", rules, project));
}

TEST_CASE("identity: names within a module") {
  const auto name = [](std::string_view qualified, std::string path) {
    return name_in_module(qualified, SourceFile(std::move(path), ""));
  };
  CHECK(name("app.services.assets.Assets.find", "app/services/assets.py") == "Assets.find");
  CHECK(name("app.services.assets.Assets.find", "backend/src/app/services/assets.py") ==
        "Assets.find");
  CHECK(name("app.services.find", "app/services/__init__.py") == "find");
  CHECK(name("app.services", "app/services/__init__.py") == "<module>");
  CHECK(name("find", "scripts/seed.py") == "find");
  CHECK(name("seed.seed", "scripts/seed.py") == "seed");
  CHECK(name("", "a.py") == "");
}

TEST_CASE("identity: layout is no part of source") {
  CHECK(without_layout("find( a,\n    'b',\n)") == R"(find(a,"b"))");
  CHECK(without_layout("find(a, \"b\")") == R"(find(a,"b"))");
  CHECK(without_layout("  a  or\tb\\\n  and c") == "a or b and c");
  CHECK(without_layout(std::string(1000, ' ')).empty());
  for (const char byte : {'\xC3', '\x80', '\xFF', '\0'}) {
    const std::string cut = without_layout("x" + std::string(200, byte) + "é");
    CHECK(cut.size() > 100);
    CHECK(cut.size() <= 120);
    CHECK(find_invalid_utf8(cut) == std::string::npos);
  }
  std::string letters;
  for (int i = 0; i < 100; ++i) letters += "é";
  CHECK(without_layout("x" + letters) == "x" + letters.substr(0, 118));
}

TEST_CASE("identity: what a suppression is about") {
  const SourceFile file("app/models.py",
                        "class Order(Base):\n"
                        "    # schemalint: ignore[x]\n"
                        "    @declared_attr\n"
                        "    def status(cls):\n"
                        "\n"
                        "        return 1\n"
                        "    code = Column(\n"
                        "        String,\n"
                        "    )  # schemalint: ignore[x]\n"
                        "engine = create()\n");
  const auto subject = [&](uint32_t first, uint32_t last) {
    Suppression suppression;
    suppression.first_line = first;
    suppression.last_line = last;
    return subject_of(suppression, file);
  };
  CHECK(subject(2, 4) == "Order.status");
  CHECK(subject(6, 6) == "Order.status.return 1");
  CHECK(subject(7, 9) == "Order.code");
  CHECK(subject(10, 10) == "engine");
  CHECK(subject(1, 1) == "Order");
  CHECK(subject(1, UINT32_MAX) == "<file>");
}
