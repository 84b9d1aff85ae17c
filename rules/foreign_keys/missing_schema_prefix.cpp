#include <fmt/core.h>

#include <map>

#include "analyzer/edit.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr std::string_view styles[] = {"explicit", "implicit", "consistent"};
static constexpr RuleOption options[] = {
    {.key = "style",
     .fallback = std::string_view("explicit"),
     .help = "\"explicit\": every target names its schema; \"implicit\": none does where the "
             "metadata's schema is meant; \"consistent\": as most of them do",
     .choices = styles},
};

extern constinit const Rule missing_schema_prefix = {
    .name = "missing-schema-prefix",
    .summary = "A foreign key leaves out the schema of the table that it points at.",
    .why = R"(
Which table `ForeignKey("client_accounts.id")` means is decided somewhere else: by the `schema=` of
the `MetaData` that the model happens to hang on. The schema in the table's own `__table_args__` is
never used. Move the model to another base, or copy the line into an Alembic revision, where there is
no such default, and the same string means another table: PostgreSQL then looks along the search path
and silently takes `public.client_accounts` if there is one.

Where only `__table_args__` names the schema, the string does not resolve at all. Importing the model
works; the first query or the first `create_all()` raises `NoReferencedTableError`.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Column, ForeignKey, Integer, MetaData
from sqlalchemy.orm import declarative_base

Base = declarative_base(metadata=MetaData(schema="migration"))


class ClientAccount(Base):
    __tablename__ = "client_accounts"
    id = Column(Integer, primary_key=True)


class Engagement(Base):
    __tablename__ = "engagements"
    id = Column(Integer, primary_key=True)
    client_account_id = Column(ForeignKey("client_accounts.id"), nullable=False)
)",
                .good = R"(
from sqlalchemy import Column, ForeignKey, Integer, MetaData
from sqlalchemy.orm import declarative_base

Base = declarative_base(metadata=MetaData(schema="migration"))


class ClientAccount(Base):
    __tablename__ = "client_accounts"
    id = Column(Integer, primary_key=True)


class Engagement(Base):
    __tablename__ = "engagements"
    id = Column(Integer, primary_key=True)
    client_account_id = Column(ForeignKey("migration.client_accounts.id"), nullable=False)
)"},
    .not_flagged = R"(
Targets in `public` or in no schema: a written `public.` makes `alembic check` report the same
difference for ever. Targets given as a column (`ForeignKey(Parent.id)`). Strings whose value cannot
be known from the source.
)",
    .source =
        "SQLAlchemy, \"Specifying the Schema Name\": "
        "https://docs.sqlalchemy.org/en/20/core/metadata.html#specifying-the-schema-name",
    .severity = Severity::warning,
    .fix = Safety::safe,
    .options = options,
    .check = check,
};

namespace {

enum class Spelling { not_asked, with_schema, without_schema, unresolved };

/// How a foreign key spells a target that lies in a named schema; `not_asked` where the question
/// does not arise.
Spelling spelling(const Project& project, const Table& table, const ForeignKey& key) {
  if (key.written.empty() || key.target.schema.empty()) return Spelling::not_asked;
  if (key.state == ForeignKey::State::missing_table && !key.written_schema &&
      project.declared.table(key.target) != nullptr)
    return Spelling::unresolved;
  if (key.state != ForeignKey::State::resolved) return Spelling::not_asked;
  if (!key.written_schema) return Spelling::without_schema;
  // Only the metadata's own schema can be left out.
  const auto metadata = project.metadata_schema.find(table.name);
  const bool could_leave_it_out =
      metadata != project.metadata_schema.end() && metadata->second == key.target.schema;
  return could_leave_it_out ? Spelling::with_schema : Spelling::not_asked;
}

/// The spelling that most foreign keys into a schema have; with it on a tie.
class Majority {
 public:
  explicit Majority(const Project& project) {
    for (const Table& table : project.declared.tables())
      for (const ForeignKey& key : table.foreign_keys) {
        const Spelling found = spelling(project, table, key);
        if (found == Spelling::with_schema) ++balance_[key.target.schema];
        if (found == Spelling::without_schema) --balance_[key.target.schema];
      }
  }
  Spelling of(const std::string& schema) const {
    const auto balance = balance_.find(schema);
    const bool with = balance == balance_.end() || balance->second >= 0;
    return with ? Spelling::with_schema : Spelling::without_schema;
  }

 private:
  std::map<std::string, int> balance_;
};

/// The edits that mend one text. A constant that stands outside the foreign key is changed only as
/// a whole: its parts may be names that other code uses.
std::vector<Edit> respell(const Sourced<std::string>& text, const std::string& prefix, bool add,
                          bool shared, const Context& context) {
  if (!text.where.known()) return {};
  const SourceFile& file = context.file(text.where);
  if (add && !shared) return prepend_to_string(file, text.where, text.value, prefix);
  if (add) return replace_string(file, text.where, text.value, prefix + text.value);
  if (!text.value.starts_with(prefix)) return {};
  return replace_string(file, text.where, text.value, text.value.substr(prefix.size()));
}

std::optional<Fix> respell(const ForeignKey& key, bool add, const Context& context) {
  const std::string& schema = key.target.schema;
  Fix fix{.title = fmt::format("{} the schema {}", add ? "Name" : "Leave out", schema)};
  for (const Sourced<std::string>& text : key.written) {
    const bool shared = !key.where.contains(text.where);
    // Other code may read the constant as well.
    if (shared) fix.safety = Safety::unsafe;
    const std::vector<Edit> edits = respell(text, schema + ".", add, shared, context);
    if (edits.empty()) return std::nullopt;
    fix.edits.insert(fix.edits.end(), edits.begin(), edits.end());
  }
  return fix;
}

void report(const Table& table, const ForeignKey& key, Spelling found, Context& context) {
  const Sourced<std::string>& text = key.written.front();
  const std::string& schema = key.target.schema;
  const bool add = found != Spelling::with_schema;
  Finding finding{.where = foreign_key_place(key),
                  .object = object_name(table.name, key.columns),
                  .fix = respell(key, add, context)};
  if (found == Spelling::unresolved) {
    finding.own_severity = Severity::error;
    finding.message =
        fmt::format("\"{}\" of {} does not resolve: the only table {} is in schema {}", text.value,
                    finding.object, key.target.name, schema);
    finding.help = fmt::format(
        "write \"{}.{}\"; the schema in __table_args__ says where a table is, not where its "
        "foreign "
        "keys look",
        schema, text.value);
  } else if (add) {
    finding.message = fmt::format("\"{}\" of {} leaves the schema {} of its target to the metadata",
                                  text.value, finding.object, schema);
    finding.help = fmt::format("write \"{}.{}\"", schema, text.value);
  } else {
    finding.message = fmt::format("\"{}\" of {} names the schema that the metadata gives anyway",
                                  text.value, finding.object);
    finding.help = fmt::format("leave out \"{}.\"", schema);
  }
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const std::string style = context.word("style");
  const Majority majority(project);
  for (const Table& table : project.declared.tables()) {
    for (const ForeignKey& key : table.foreign_keys) {
      const Spelling found = spelling(project, table, key);
      Spelling wanted = Spelling::with_schema;
      if (style == "implicit") wanted = Spelling::without_schema;
      if (style == "consistent") wanted = majority.of(key.target.schema);
      if (found != Spelling::not_asked && found != wanted) report(table, key, found, context);
    }
  }
}

}  // namespace schemalint::rules
