#pragma once

#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "analyzer/load.h"
#include "analyzer/operation_words.h"

// Small projects of revisions, as texts in memory, and what becomes of them.

namespace schemalint {

inline constexpr const char* head =
    "import sqlalchemy as sa\n"
    "from alembic import op\n"
    "from sqlalchemy.dialects import postgresql\n";

/// A revision with this body of upgrade(), whose lines are indented already.
inline SourceFile revision(const std::string& id, const std::string& down,
                           const std::string& upgrade, const std::string& rest = "") {
  return {"alembic/versions/" + id + ".py", head + ("revision = \"" + id + "\"\n") +
                                                "down_revision = " + down + "\n" + rest +
                                                "def upgrade():\n" + upgrade + "\n"};
}

inline Project project_of(const std::string& upgrade, const std::string& rest = "") {
  return load_texts({revision("one", "None", upgrade, rest)});
}

/// The revisions of the only history.
inline const std::vector<Revision>& history(const Project& project) {
  static const std::vector<Revision> none;
  return project.histories.empty() ? none : project.histories.front().revisions;
}

/// What the upgrades do, and to which tables.
inline std::string steps(const Project& project) {
  std::string all;
  for (const Revision& one : history(project)) {
    for (const Step& step : one.upgrade) {
      all += all.empty() ? "" : ", ";
      all += describe(step.operation);
      all += " " + table_of(step.operation).text();
    }
  }
  return all;
}

template <typename T>
size_t count(const Project& project) {
  size_t found = 0;
  for (const Revision& one : history(project))
    for (const Step& step : one.upgrade) found += std::holds_alternative<T>(step.operation);
  return found;
}

template <typename T>
const T* first(const Project& project) {
  for (const Revision& one : history(project))
    for (const Step& step : one.upgrade)
      if (const T* operation = std::get_if<T>(&step.operation)) return operation;
  return nullptr;
}

inline const Table& table(const Project& project, const std::string& name,
                          const std::string& schema = "") {
  const Table* found = project.migrated.table({schema, name});
  REQUIRE_MESSAGE(found, "no table " << name);
  return *found;
}

inline constexpr const char* create_parent =
    "    op.create_table('p', sa.Column('id', sa.Integer(), primary_key=True))\n";

}  // namespace schemalint
