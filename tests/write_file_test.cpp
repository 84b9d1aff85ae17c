#include "cli/write_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iterator>
#include <thread>

#include "analyzer/settings.h"
#include "temporary_folder.h"

using namespace schemalint;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t entries(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), {}));
}

std::string failure(const fs::path& path) {
  try {
    write_file(path, "new");
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("write file: bytes, mode and link stay what they were meant to be") {
  const TemporaryFolder folder;
  folder.write("real/m.py", "old");
  const fs::path file = folder.path() / "real/m.py";
  fs::permissions(file, fs::perms(0751));
  const fs::path link = folder.path() / "link.py";
  fs::create_symlink("real/m.py", link);

  const std::string bytes("\0\r\n\xFF", 4);
  write_file(link, bytes);
  CHECK(read(file) == bytes);
  CHECK(fs::is_symlink(link));
  CHECK(fs::status(file).permissions() == fs::perms(0751));
  CHECK(entries(folder.path() / "real") == 1);  // nothing is left over
}

TEST_CASE("write file: a new file is as open as the mask says") {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(027);
  write_file(folder.path() / "new.sarif", "x");
  ::umask(mask);
  CHECK(read(folder.path() / "new.sarif") == "x");
  CHECK(fs::status(folder.path() / "new.sarif").permissions() == fs::perms(0640));
}

TEST_CASE("write file: what cannot be written says so and stays") {
  const TemporaryFolder folder;
  folder.write("file", "old");
  CHECK(failure(folder.path()).find("cannot be written: Is a directory") != std::string::npos);
  CHECK(failure(folder.path() / "no/such").find("No such file or directory") != std::string::npos);
  CHECK(failure(folder.path() / "file/x").find("Not a directory") != std::string::npos);
  fs::create_symlink("nowhere", folder.path() / "dangling");
  CHECK(failure(folder.path() / "dangling").find("No such file") != std::string::npos);
  CHECK(fs::is_symlink(folder.path() / "dangling"));
  CHECK(read(folder.path() / "file") == "old");
  if (::geteuid() == 0) return;  // root may write everything
  fs::permissions(folder.path() / "file", fs::perms(0444));
  CHECK(failure(folder.path() / "file").find("Permission denied") != std::string::npos);
  CHECK(read(folder.path() / "file") == "old");
}

TEST_CASE("write file: a pipe is written to, not replaced") {
  const TemporaryFolder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string received;
  std::thread reader([&] { received = read(pipe); });
  write_file(pipe, "through");
  reader.join();
  CHECK(received == "through");
  CHECK(fs::is_fifo(pipe));
}
