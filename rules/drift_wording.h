#pragma once

#include <string>
#include <string_view>

#include "analyzer/drift/drift.h"
#include "analyzer/finding.h"
#include "rules/code_wording.h"

namespace schemalint {

// What the rules about drift say in the same words.

/// What `alembic check` makes of a difference.
/// https://alembic.sqlalchemy.org/en/latest/autogenerate.html#what-does-autogenerate-detect-and-what-does-it-not-detect
enum class AlembicCheck : uint8_t {
  sees,
  sees_types,     ///< unless `compare_type=False`
  sees_defaults,  ///< with `compare_server_default=True`
  blind,
};

/// How a difference is mended.
struct Mend {
  std::string operation;  ///< "op.drop_column(…)", for revisions of Alembic
  std::string statement;  ///< "ALTER TABLE …", for folders of SQL migrations
  std::string remark{};   ///< what else there is to say, or empty
};

/// The sentence that says how to mend it, in the language of the project's migrations; for Alembic
/// also whether `alembic check` would have said so.
/// `about` is the table, or the type, that differs.
std::string drift_help(const Project& project, const QualifiedName& about, const Mend& mend,
                       AlembicCheck check);

/// Adds the other place that belongs to a finding, where it is known and not the same.
void add_place(Finding& finding, Span where, std::string_view message);

/// Whether a column of these is on one side of the table only: what hangs on it is its consequence.
bool follows_from_columns(const TableDrift& table, const std::vector<std::string>& columns);

constexpr std::string_view made_here = "the migrations make it here";
constexpr std::string_view table_made_here = "the migrations make the table here";
constexpr std::string_view declared_here = "the model declares it here";
constexpr std::string_view model_here = "the model is here";

}  // namespace schemalint
