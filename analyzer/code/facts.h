#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/schema.h"
#include "parsers/source.h"

namespace schemalint {

// What the code does with the schema: its queries, the loops over their rows, the engines it makes,
// the SQL it puts together. What is not known is left out, never guessed.

/// A column of a declared table that code speaks of.
struct ColumnUse {
  QualifiedName table{};
  std::string column{};  ///< database name
  Span where{};

  bool is(const QualifiedName& of, std::string_view name) const {
    return table == of && column == name;
  }
};

/// What a column is compared with.
struct Operand {
  enum class Kind : uint8_t {
    unknown,
    none,      ///< None: NULL
    boolean,   ///< True or False, and what `is_(True)` says
    constant,  ///< a value that the source names: a literal, a module's constant, a member of an
               ///< enum
    bound,     ///< a value that only the run knows
    column,    ///< a column
  } kind = Kind::unknown;
  std::string text{};  ///< of a constant its value, of a boolean "true" or "false"
};

/// A condition on one column.
struct Predicate {
  ColumnUse column{};
  std::string
      op{};  ///< as PostgreSQL writes it: "=", "IN", "@>", "?", "LIKE", "<=>", "IS"; "" bare
  std::vector<std::string> path{};  ///< the keys of a document in front of it: d["a"]["b"]
  bool as_text = false;             ///< `->>`: astext
  std::string cast{};               ///< "as_integer", "as_string": the last key's value, cast
  Operand compared{};
  bool alternative = false;  ///< it stands in an OR
  Span where{};
};

struct Ordering {
  ColumnUse column{};
  std::string distance{};  ///< the operator of pgvector, where rows are ordered by a distance
  bool descending = false;
  bool in_expression = false;  ///< a function of the column, `1 - distance`: no index orders so
  Span where{};
};

/// `selectinload(Order.lines).joinedload(Line.product)`: a path and how it is loaded.
struct LoaderOption {
  std::string name{};               ///< "selectinload", "raiseload", "contains_eager"
  std::vector<std::string> path{};  ///< attributes, from the entity on
  bool eager = false;               ///< the rows bring the whole path along
};

/// A mapped class, or columns of it, that a query returns.
struct Entity {
  std::string module{};  ///< as Relationship::module
  std::string model_class{};
  QualifiedName table{};
  bool whole = true;  ///< its objects rather than columns of it

  bool operator==(const Entity&) const = default;
};

/// A SELECT as the code builds it; what is added to it conditionally counts as well.
struct Query {
  Span where{};            ///< `select`, or `query`
  std::string function{};  ///< the function it stands in: "app.services.find", or the module
  std::vector<Entity> entities{};  ///< in order; one without a class for what is not known
  std::vector<Predicate> predicates{};
  std::vector<Ordering> ordering{};
  std::vector<LoaderOption> loaders{};
  bool loaders_known = true;     ///< false: it has options that are not known
  bool conditions_known = true;  ///< false: it has conditions that are not known
  bool joins = false;
  bool limited = false;     ///< LIMIT, or only the first row is taken
  bool statement = true;    ///< false: UPDATE or DELETE
  bool application = true;  ///< false: a script, an example, a tool of the developers
};

/// An attribute of a row, and attributes of what it leads to.
struct AttributeRead {
  std::vector<std::string> path{};
  Span where{};
};

/// A `for` or comprehension over the rows of a query.
struct RowLoop {
  Span where{};                   ///< what is iterated over
  std::vector<size_t> queries{};  ///< in Code::queries: each of them may have brought the rows
  Entity entity{};                ///< of the queries' rows
  /// Attributes that lead from such a row, read once, to what is looped over: `order.lines`.
  std::vector<std::string> prefix{};
  std::vector<AttributeRead> reads{};  ///< paths begin at `entity`, behind `prefix`
};

/// What makes engines and sessions.
struct EngineCall {
  enum class Kind : uint8_t { engine, session } kind = Kind::engine;
  std::string callee{};  ///< "create_async_engine", "sessionmaker", "SQLALCHEMY_ENGINE_OPTIONS"
  bool asynchronous = false;
  std::map<std::string, Sourced<std::string>> keywords{};  ///< Python source of the values
  bool keywords_known = true;                              ///< false: `**kwargs` is passed
  std::string dialect{};        ///< "postgresql", "sqlite"; empty: not known
  bool one_connection = false;  ///< a pool that keeps none, or exactly one: NullPool, StaticPool
  enum class Place : uint8_t { application, environment, script } place = Place::application;
  /// Whether it lives as long as the program: made at module level, or by a function that hands it
  /// out. An engine that a function makes for itself is soon gone.
  bool lasting = true;
  std::string module{};
  Span where{};      ///< the name that is called
  Span arguments{};  ///< the argument list, parentheses included; not known() for a dictionary

  /// Whether it makes a pool of connections to a server that may be PostgreSQL, for the
  /// application.
  bool pools() const {
    return kind == Kind::engine && place == Place::application && lasting && !one_connection &&
           (dialect.empty() || dialect == "postgresql");
  }
};

/// A part of SQL text that only the run knows.
struct DynamicPart {
  Span where{};
  std::string source{};  ///< the Python that makes it
  uint32_t offset = 0;   ///< in SqlText::text, where the placeholder stands
  bool certain = true;   ///< false: what makes it is not known, it may be a constant after all
  bool numbers = false;  ///< a list of numbers
};

/// SQL text with parts that the source does not name. Parts that are constants of the project,
/// numbers or quoted by a function are none.
struct SqlText {
  Span where{};
  std::string function{};  ///< as Query::function
  std::string callee{};    ///< "text", "execute", "op.execute"
  std::string text{};      ///< with a placeholder for each dynamic part
  std::vector<DynamicPart> parts{};
  bool in_revision = false;
};

/// Rows of a query that are compared by similarity in Python.
struct SimilarityInPython {
  Span where{};
  std::string measure{};  ///< "numpy.dot", "_cosine"
  size_t query = 0;       ///< in Code::queries
  ColumnUse column{};
};

struct Code {
  std::vector<Query> queries{};
  std::vector<RowLoop> loops{};
  std::vector<EngineCall> engines{};
  std::vector<SqlText> sql_texts{};
  std::vector<SimilarityInPython> similarities{};
  size_t files = 0;  ///< that were read
};

struct Project;
/// What the code of a project does; nothing where none was read.
const Code& code_of(const Project& project);

}  // namespace schemalint
