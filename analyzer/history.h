#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "analyzer/operation.h"
#include "analyzer/schema.h"
#include "parsers/source.h"

namespace schemalint {

/// What keeps Alembic from running a chain of revisions as it is written.
/// https://alembic.sqlalchemy.org/en/latest/branches.html
struct ChainError {
  enum class Kind : uint8_t {
    duplicate_revision,  ///< two files have one identifier; Alembic runs the later one only
    unknown_parent,      ///< down_revision or depends_on names a revision that is not there
    cycle,               ///< the revision lies on or behind a cycle
  };
  Kind kind = Kind::unknown_parent;
  std::string revision;  ///< the identifier of the revision that has the error
  std::string parent;    ///< unknown_parent: the name as written
  bool depends_on = false;
  Span where;  ///< the identifier, or the name of the parent, in the file that has the error
  Span other;  ///< duplicate_revision: the identifier in the file that runs
};

/// What `alembic check` and `alembic revision --autogenerate` compare, by the
/// `context.configure(…)` of env.py. https://alembic.sqlalchemy.org/en/latest/api/runtime.html
struct Autogenerate {
  bool types = true;             ///< compare_type
  bool server_defaults = false;  ///< compare_server_default
  bool schemas = false;          ///< include_schemas: tables that are not in the default schema
  std::string version_table = "alembic_version";
  /// Tables of the models and of the database that include_object or include_name leaves out.
  std::set<QualifiedName> left_out;
  /// The same for constraints and indexes of the database that no model declares, by name.
  std::set<std::string, std::less<>> names_left_out;
};

/// Migrations that one tool runs in one order and keeps one account of: the revisions of an
/// Alembic environment, or a folder of SQL files.
struct History {
  enum class Kind : uint8_t { alembic, sql };
  Kind kind = Kind::alembic;
  std::string folder;  ///< of env.py, or of the files; relative to the root, "" being the root
  std::vector<Revision> revisions;  ///< in the order in which upgrades run
  std::vector<ChainError> errors;
  Autogenerate autogenerate;  ///< of Alembic's environment
  /// Each revision has a transaction of its own: `transaction_per_migration=True`, or a SQL file.
  bool transaction_per_migration = false;
  bool sets_lock_timeout = false;  ///< its env.py speaks of `lock_timeout`
  bool sets_search_path = false;   ///< its env.py chooses schemas: `search_path`, a translate map
  size_t database = 0;             ///< index into Project::databases
};

/// A database that histories make. Several make one where a history changes tables that another
/// one created; they then stand behind each other in Project::histories, in the order they run.
struct Database {
  Schema schema;
  /// Tables that something changed which was not understood: whether they exist is not known.
  std::set<QualifiedName> uncertain;
  /// False where the histories change tables that none of them creates: the chain begins behind
  /// somebody's `create_all()`, and the database has more tables than `schema`.
  bool begins_empty = true;
};

/// Indices of the revisions that no other one follows by `down_revision`, as `alembic heads`.
std::vector<size_t> heads(const History& history);
/// Heads that `alembic upgrade head` cannot choose between, in groups: they go back to one base,
/// and no branch label tells them apart.
/// https://alembic.sqlalchemy.org/en/latest/branches.html#working-with-branch-labels
std::vector<std::vector<size_t>> competing_heads(const History& history);
/// Indices of the revisions without a `down_revision`.
std::vector<size_t> bases(const History& history);

}  // namespace schemalint
