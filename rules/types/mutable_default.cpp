#include <fmt/core.h>

#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule mutable_default = {
    .name = "mutable-default",
    .summary = "All rows of a process share one list or dictionary as their default.",
    .why = R"(
`default={}` is made once, when the module is imported. Every object that is inserted without a value gets
that same dictionary, and after the flush its attribute *is* it: one `order.options["express"] = True`
changes the default of every later row of the process, of all tenants. It shows in production, where
processes live long, and not in tests.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    options: Mapped[dict] = mapped_column(JSON, default={})
    limits: Mapped[dict] = mapped_column(JSON, default={"lines": 100})
)",
                .good = R"(
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    options: Mapped[dict] = mapped_column(JSON, default=dict)
    limits: Mapped[dict] = mapped_column(JSON, default=lambda: {"lines": 100})
)"},
    .not_flagged = R"(
`server_default=`, which is text. Callables (`default=dict`, `default=lambda: {}`). Defaults of SQLModel's
`Field`, which pydantic copies. Types that are made by `MutableDict.as_mutable()` and its kin: they copy
the value. Tuples.
)",
    .source =
        "SQLAlchemy, \"Python-Executed Functions\": "
        "https://docs.sqlalchemy.org/en/20/core/defaults.html#python-executed-functions",
    .severity = Severity::warning,
    .fix = Safety::safe,
    .check = check,
};

namespace {

/// The callable that makes a new object each time; empty where the default is not written here.
std::string callable_for(std::string_view literal) {
  if (literal == "{}" || literal == "dict()") return "dict";
  if (literal == "[]" || literal == "list()") return "list";
  if (literal == "set()") return "set";
  if (literal.starts_with('{') || literal.starts_with('['))
    return fmt::format("lambda: {}", literal);
  return {};
}

/// The callable as one line of text.
std::string shown(const std::string& callable) {
  if (callable.find('\n') == std::string::npos) return callable;
  return callable.substr(0, callable.find('\n')) + "…" + callable.back();
}

/// Whether the default is written in its argument, rather than by a name.
bool is_written_here(const Sourced<std::string>& given, const Context& context) {
  return given.where.known() && context.file(given.where).text(given.where).ends_with(given.value);
}

std::optional<Fix> call_each_time(const Sourced<std::string>& given, const std::string& callable) {
  if (callable.empty()) return std::nullopt;
  Span value = given.where;
  value.begin = value.end - static_cast<uint32_t>(given.value.size());
  return Fix{.title = fmt::format("Write default={}", shown(callable)),
             .safety = Safety::safe,
             .edits = {{value, callable}}};
}

}  // namespace

static void check(const Table& table, Context& context) {
  for (const Column& column : table.columns) {
    if (!column.mutable_default || !column.client_default) continue;
    const Sourced<std::string>& given = *column.client_default;
    const std::string callable =
        is_written_here(given, context) ? callable_for(given.value) : std::string();
    const std::string object = object_name(table.name, {column.name});
    context.report(
        {.where = given.where.known() ? given.where : column.where,
         .message = fmt::format("the default of {} is one object that all rows share", object),
         .help = callable.empty()
                     ? fmt::format("write default=lambda: copy.deepcopy({})", given.value)
                     : fmt::format("write default={}", shown(callable)),
         .object = object,
         .fix = call_each_time(given, callable)});
  }
}

}  // namespace schemalint::rules
