#include "cli/args.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "cli/settings.h"
#include "cli/terminal.h"

using namespace schemalint;

namespace {

using Words = std::vector<std::string>;

CheckArguments check(Words words) {
  return std::get<CheckArguments>(parse_arguments(std::move(words)));
}

std::string error_of(Words words) {
  try {
    parse_arguments(std::move(words));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("args: check is meant where no command is named") {
  CHECK(check({}).project.paths.empty());
  CHECK(check({"app", "--fix"}).fix);
  CHECK(check({"--fix", "app"}).project.paths == Words{"app"});
  CHECK(check({"check", "rules"}).project.paths == Words{"rules"});
  CHECK(check({"--", "--odd"}).project.paths == Words{"--odd"});
}

TEST_CASE("args: options of check") {
  const CheckArguments all = check(
      {"--select", "tenancy,implicit-lazy", "a", "--select=types", "--extend-select", "x",
       "--ignore", "y", "--fail-on", "never", "--output", "full", "--output", "sarif:out/a:b.sarif",
       "--color=always", "-q", "--unsafe-fixes", "--config", "c.toml"});
  CHECK(all.select == Words{"tenancy", "implicit-lazy", "types"});
  CHECK(all.extend_select == Words{"x"});
  CHECK(all.ignore == Words{"y"});
  CHECK(all.project.paths == Words{"a"});
  CHECK(all.fail_on == Severity::off);
  CHECK(all.outputs.at(0).path.empty());
  CHECK(all.outputs.at(1).format == "sarif");
  CHECK(all.outputs.at(1).path == "out/a:b.sarif");
  CHECK(all.colour == ColourChoice::always);
  CHECK(all.quiet);
  CHECK(all.unsafe_fixes);
  CHECK(all.project.config == "c.toml");
  CHECK_FALSE(check({}).select.has_value());
}

TEST_CASE("args: the other commands") {
  CHECK(std::get<RuleArguments>(parse_arguments({"rule", "implicit-lazy"})).name ==
        "implicit-lazy");
  CHECK(std::get<RuleArguments>(parse_arguments({"rule", "--all"})).name.empty());
  const auto schema = std::get<SchemaArguments>(
      parse_arguments({"schema", "p", "--from", "migrations", "--format", "sql"}));
  CHECK(schema.project.paths == Words{"p"});
  CHECK(schema.migrated);
  CHECK(schema.format == SchemaArguments::Format::sql);
  const auto drawn = std::get<SchemaArguments>(parse_arguments(
      {"schema", "--only", "a", "p", "--only=b.c", "--depth", "3", "--format=svg", "--findings"}));
  CHECK(drawn.project.paths == Words{"p"});
  CHECK(drawn.only == Words{"a", "b.c"});
  CHECK(drawn.depth == 3);
  CHECK(drawn.findings);
  CHECK(error_of({"schema", "--only", "a", "--depth", "-1"}) != "no error");
  CHECK(error_of({"schema", "--all-columns"}) == "--all-columns is for --format svg");
  CHECK(std::get<StatsArguments>(parse_arguments({"stats", "--format=json"})).json);
  CHECK(std::holds_alternative<RulesArguments>(parse_arguments({"rules"})));
  CHECK(std::holds_alternative<VersionArguments>(parse_arguments({"--version"})));
  const auto help = std::get<HelpArguments>(parse_arguments({"check", "--fix", "--help"}));
  CHECK(help.text.find("Usage: schemalint check") != std::string::npos);
  CHECK(help.text.find("Exit status:") != std::string::npos);
}

TEST_CASE("args: what is not understood names what is near") {
  CHECK(error_of({"--unsafe-fix"}) ==
        "unknown option '--unsafe-fix'. Did you mean '--unsafe-fixes'? "
        "(see `schemalint check --help`)");
  CHECK(error_of({"check", "--outptu=full"}).find("Did you mean '--output'?") != std::string::npos);
  CHECK(error_of({"version", "now"}).starts_with("unexpected argument 'now'"));
  CHECK(error_of({"--output", "sarf:x"}) ==
        "--output: 'sarf' is none of full, concise, json, json-lines, sarif, github, markdown, "
        "gitlab, junit, checkstyle, rdjson, azure, agent, patch. "
        "Did you mean 'sarif'?");
  CHECK(error_of({"--output", "sarif:"}) == "--output: 'sarif:' names no file behind the colon");
  CHECK(error_of({"--output", "full", "--output", "json"}).find("only one report") !=
        std::string::npos);
  CHECK(error_of({"--fail-on", "off"}).starts_with("--fail-on: 'off' is none of error, "));
  CHECK(error_of({"--color", "allways"}).find("Did you mean 'always'?") != std::string::npos);
  CHECK(error_of({"--diff", "--fix"}).starts_with("--diff and --fix exclude each other"));
  CHECK(error_of({"--config", "x", "--isolated"}) == "--isolated and --config exclude each other");
  CHECK(error_of({"rule"}).starts_with("rule: name one rule, or --all"));
  CHECK(error_of({"rule", "a", "--all"}).starts_with("rule: name one rule, or --all"));
  CHECK(error_of({"schema", "--from", "model"}).find("Did you mean 'models'?") !=
        std::string::npos);
  CHECK(error_of({"--select"}) != "no error");
  CHECK(error_of({"--fix=no"}) != "no error");
}

TEST_CASE("terminal: who decides about colours") {
  using Set = std::map<std::string, const char*>;
  const auto colour = [](const Set& set, bool terminal,
                         ColourChoice choice = ColourChoice::automatic) {
    const auto variable = [&](const char* name) {
      const auto found = set.find(name);
      return found == set.end() ? nullptr : found->second;
    };
    return use_colour(choice, variable, terminal);
  };
  CHECK(colour({}, true));
  CHECK_FALSE(colour({}, false));
  CHECK(colour({{"NO_COLOR", "1"}}, false, ColourChoice::always));
  CHECK_FALSE(colour({{"FORCE_COLOR", "1"}}, true, ColourChoice::never));
  CHECK_FALSE(colour({{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}, true));
  CHECK(colour({{"NO_COLOR", ""}}, true));
  CHECK(colour({{"FORCE_COLOR", "1"}, {"CLICOLOR", "0"}}, false));
  CHECK(colour({{"CLICOLOR_FORCE", "1"}, {"TERM", "dumb"}}, false));
  CHECK_FALSE(colour({{"CLICOLOR_FORCE", "0"}}, false));
  CHECK_FALSE(colour({{"CLICOLOR", "0"}}, true));
  CHECK_FALSE(colour({{"TERM", "dumb"}}, true));
}

TEST_CASE("settings: the command line on top of the file") {
  const Configuration file = parse_configuration(
      "select = ['tenancy']\nextend-select = ['types']\nignore = ['implicit-lazy', 'tool']\n"
      "fail-on = 'error'\n",
      "schemalint.toml");
  CHECK(merged_settings(file, check({})).select == Words{"tenancy"});
  CHECK(merged_settings(file, check({})).fail_on == Severity::error);
  const Settings merged = merged_settings(
      file, check({"--select", "implicit-lazy", "--ignore", "types", "--fail-on", "info"}));
  CHECK(merged.select == Words{"implicit-lazy"});
  CHECK(merged.extend_select.empty());
  CHECK(merged.ignore == Words{"tool", "types"});
  CHECK(merged.fail_on == Severity::info);
}

TEST_CASE("settings: names of rules are checked, with their place") {
  const auto error_of = [](const std::string& text, Words words = {}) -> std::string {
    try {
      merged_settings(parse_configuration(text, "schemalint.toml"), check(std::move(words)));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK(error_of("\nselect = ['types', 'tenacy']")
            .starts_with("schemalint.toml:2:20: select: 'tenacy' is neither a rule nor an area. "
                         "Did you mean 'tenancy'?"));
  CHECK(error_of("[severity]\npostgres-enums = 'info'").starts_with("schemalint.toml:2:1: "));
  CHECK(error_of("[per-file-ignores]\n'a/**' = [\n  'x']").starts_with("schemalint.toml:3:3: "));
  CHECK(error_of("[rules.implicit-lasy]\na = 1").starts_with("schemalint.toml:1:8: "));
  CHECK(error_of("[rules.implicit-lazy]\nnone = 1").starts_with("schemalint.toml:2:1: "));
  CHECK(error_of("", {"--ignore", "tenacy"}).starts_with("--ignore: 'tenacy' is neither"));
}

TEST_CASE("settings: the documented configuration is one") {
  std::ifstream file(SCHEMALINT_SOURCE_DIR "/docs/configuration.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  const size_t begin = page.find("```toml\n") + 8;
  const Configuration configuration =
      parse_configuration(page.substr(begin, page.find("```", begin) - begin), "schemalint.toml");
  const Settings settings = checked_settings(configuration);
  CHECK(settings.tenant_roots.size() == 2);
  CHECK(settings.rule_options.size() == 1);
  for (const char* key : {"models", "migrations", "sql", "exclude", "postgres-version", "select",
                          "extend-select", "ignore", "fail-on", "tenancy.columns", "tenancy.roots",
                          "tenancy.global-tables", "severity", "per-file-ignores", "rules"})
    CHECK_MESSAGE(configuration.places.contains(key), key);
}
