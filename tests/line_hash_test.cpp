#include "reports/line_hash.h"

#include <doctest/doctest.h>

#include <string>

#include "analyzer/words.h"

using namespace schemalint;

static std::string hashes(std::string_view text) {
  return join(line_hashes(text), " ");
}

// The values of the tests of GitHub's upload action, which computes the same hashes.

TEST_CASE("line hash: an empty file has one line") {
  CHECK(hashes("") == "c129715d7a2bc9a3:1");
}

TEST_CASE("line hash: spaces and tabs do not count") {
  CHECK(hashes(" a\nb\n  \t\tc\n d") ==
        "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1");
}

TEST_CASE("line hash: every line end is one") {
  const std::string expected =
      "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 "
      "b3edc88f2938467e:1 c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1";
  CHECK(hashes(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n") == expected);
  CHECK(hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n") == expected);
  CHECK(hashes(" hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r") == expected);
}

TEST_CASE("line hash: lines that say the same are numbered") {
  std::string text;
  for (int i = 0; i < 10; i++) text += "Lorem ipsum dolor sit amet.\n";
  CHECK(hashes(text) ==
        "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 "
        "a7f2ff13bc495cf2:5 a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 "
        "55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1");
}

TEST_CASE("line hash: what stands below belongs to it") {
  CHECK(hashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n") ==
        "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 5c482a0f8b35ea28:1 "
        "54517377da7028d2:1 2c644846cb18d53e:1 f1b89f20de0d133:1 c129715d7a2bc9a3:1");
}

TEST_CASE("line hash: code units are those of UTF-16, and bad UTF-8 is replaced") {
  CHECK(hashes("\xEF\xBB\xBFé = '𝒳'\n日本\n") ==
        "e494c55da9c54b03:1 3a42dc79f49b2e6e:1 c129715d7a2bc9a3:1");
  CHECK(hashes("a\xFF") == hashes("a\xEF\xBF\xBD"));
  CHECK(hashes("a\xF0\x9D\x92") == hashes("a\xEF\xBF\xBD"));  // one character was begun
  CHECK(hashes("a\xC3\xC3") == hashes("a\xEF\xBF\xBD\xEF\xBF\xBD"));
}
