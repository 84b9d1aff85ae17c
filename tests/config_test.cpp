#include "analyzer/config.h"

#include <doctest/doctest.h>

#include "tests/temporary_folder.h"

using namespace schemalint;

namespace {

Configuration parse(std::string_view text) {
  return parse_configuration(text, "schemalint.toml");
}

std::string error_of(std::string_view text, std::string shown = "schemalint.toml") {
  try {
    parse_configuration(text, std::move(shown));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("config: every key") {
  const Configuration all = parse(R"(
models = ["app/models"]
migrations = ["alembic/versions"]
sql = ["db/**/*.sql"]
exclude = ["app/legacy"]
postgres-version = 16
select = ["tenancy"]
extend-select = ["implicit-lazy"]
ignore = ["postgres-enum"]
fail-on = "never"
[tenancy]
columns = ["client_account_id"]
roots = ["migration.client_accounts"]
global-tables = ["roles"]
[severity]
tenancy = "error"
implicit-lazy = "off"
[per-file-ignores]
"app/old/**" = ["implicit-lazy"]
[rules.missing-schema-prefix]
style = "explicit"
limit = 3
strict = true
words = ["a", "b"]
)");
  const Settings& settings = all.settings;
  using Strings = std::vector<std::string>;
  CHECK(settings.models == Strings{"app/models"});
  CHECK(settings.migrations == Strings{"alembic/versions"});
  CHECK(settings.sql == Strings{"db/**/*.sql"});
  CHECK(settings.exclude == Strings{"app/legacy"});
  CHECK(settings.postgres_version == 16);
  CHECK(settings.select == Strings{"tenancy"});
  CHECK(settings.extend_select == Strings{"implicit-lazy"});
  CHECK(settings.ignore == Strings{"postgres-enum"});
  CHECK(settings.fail_on == Severity::off);
  CHECK(settings.tenant_columns == Strings{"client_account_id"});
  CHECK(settings.tenant_roots == Strings{"migration.client_accounts"});
  CHECK(settings.global_tables == Strings{"roles"});
  CHECK(settings.severity.at("tenancy") == Severity::error);
  CHECK(settings.severity.at("implicit-lazy") == Severity::off);
  CHECK(settings.per_file_ignores.at(0).first == "app/old/**");
  CHECK(settings.per_file_ignores.at(0).second == Strings{"implicit-lazy"});
  const auto& options = settings.rule_options.at("missing-schema-prefix");
  CHECK(options.at("style") == OptionValue("explicit"));
  CHECK(options.at("limit") == OptionValue(int64_t{3}));
  CHECK(options.at("strict") == OptionValue(true));
  CHECK(options.at("words") == OptionValue(Strings{"a", "b"}));
  CHECK(all.places.at("select.0") == Position{7, 11});
  CHECK(all.places.at("rules.missing-schema-prefix.style") == Position{21, 1});
}

TEST_CASE("config: nothing said is the default") {
  CHECK(parse("").settings.postgres_version == 15);
  CHECK(parse("").settings.fail_on == Severity::warning);
  CHECK(parse("\xEF\xBB\xBFpostgres-version = 12\r\n").settings.postgres_version == 12);
}

TEST_CASE("config: mistakes have a place and a mend") {
  CHECK(error_of("\nmodles = []") ==
        "schemalint.toml:2:1: unknown key 'modles'. Did you mean 'models'?");
  CHECK(error_of("[tenancy]\ncolumn = []") ==
        "schemalint.toml:2:1: unknown key 'tenancy.column'. Did you mean 'columns'?");
  CHECK(error_of("models = 'app'") ==
        "schemalint.toml:1:10: 'models' must be an array of strings, not a string");
  CHECK(error_of("select = ['a', 2]") ==
        "schemalint.toml:1:16: 'select.1' must be a string, not an integer");
  CHECK(error_of("postgres-version = '15'") ==
        "schemalint.toml:1:20: 'postgres-version' must be an integer such as 15, not a string");
  CHECK(error_of("postgres-version = 9").find("from 10") != std::string::npos);
  CHECK(error_of("severity = {tenancy = 'fatal'}").find("1:23: 'fatal' is no severity") !=
        std::string::npos);
  CHECK(error_of("fail-on = 'off'") ==
        "schemalint.toml:1:11: 'fail-on' must be error, warning, info or never");
  CHECK(error_of("exclude = ['../other']").find("must lie below") != std::string::npos);
  CHECK(error_of("rules = {a = {b = 1.5}}").find("not a float") != std::string::npos);
}

TEST_CASE("config: what is no TOML") {
  CHECK(error_of("models = [\n").starts_with("schemalint.toml:"));
  CHECK(error_of("a = 1\na = 2").starts_with("schemalint.toml:2:"));
  CHECK(error_of("a = '\xff'").find("not valid TOML") != std::string::npos);
  CHECK(error_of("a = " + std::string(100000, '[')).find("not valid TOML") != std::string::npos);
  CHECK(error_of(std::string("a = \0 1", 7)).find("not valid TOML") != std::string::npos);
}

TEST_CASE("config: pyproject.toml") {
  const std::string text = "[tool.ruff]\nselect = 3\n[tool.schemalint]\nselect = ['tenancy']\n";
  CHECK(parse_configuration(text, "a/pyproject.toml").settings.select.at(0) == "tenancy");
  CHECK(error_of("[tool.ruff]", "pyproject.toml") ==
        "pyproject.toml: has no [tool.schemalint] table");
  CHECK(error_of("tool.schemalint = 3", "pyproject.toml") ==
        "pyproject.toml:1:19: [tool.schemalint] must be a table");
}

TEST_CASE("config: the nearest file counts") {
  const TemporaryFolder folder;
  const auto found = [&](const char* from) {
    const auto file = find_configuration(folder.path() / from);
    return file ? file->lexically_relative(folder.path()).string() : "none";
  };
  folder.write("pyproject.toml", "[tool.schemalint]\n");
  folder.write("a/pyproject.toml", "[tool.black]\n");
  folder.write("a/b/c/x.py");
  CHECK(found("a/b/c") == "pyproject.toml");
  folder.write("a/schemalint.toml");
  CHECK(found("a/b/c") == "a/schemalint.toml");
  folder.write("a/.schemalint.toml");
  CHECK(found("a/b/c") == "a/.schemalint.toml");
  folder.write("a/b/c/pyproject.toml", "{{ broken }}");
  CHECK(found("a/b/c") == "a/.schemalint.toml");
  folder.write("a/b/c/pyproject.toml", "[tool.schemalint\n");
  CHECK_THROWS_AS(find_configuration(folder.path() / "a/b/c"), Error);
}

TEST_CASE("config: a file that cannot be read") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH_AS(read_configuration(folder.path() / "none.toml", "none.toml"),
                       "none.toml: cannot be read: No such file or directory", Error);
  CHECK_THROWS_WITH_AS(read_configuration(folder.path(), "here"),
                       "here: cannot be read: not a regular file", Error);
}

TEST_CASE("config: the days of a milestone") {
  const auto start = [](const std::string& day) {
    return parse_configuration("[milestone]\nstart = " + day + "\n", "s.toml")
        .settings.milestone.start;
  };
  CHECK(start("2026-06-29") == "2026-06-29");
  CHECK(start("\"2026-06-29\"") == "2026-06-29");
  for (const char* day : {"\"2026-13-40\"", "\"29.6.2026\"", "\"\"", "20260629"})
    CHECK_THROWS_AS(start(day), Error);
}
