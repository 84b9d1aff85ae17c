#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "parsers/python.h"
#include "parsers/source.h"
#include "parsers/text.h"

namespace schemalint {

// The values of the partial evaluator. A value lives as long as the Evaluator that made it, so
// that readers pass plain pointers around. Lists and dictionaries are shared and mutable, as
// Python's are; everything else never changes.

struct Value;
using Ref = const Value*;  ///< never null where the type of a field says Ref, unless noted

struct Class;
struct Function;
struct Module;

/// A value that cannot be known by reading. The reason is for people.
struct Unknown {
  std::string reason;
};

struct None {};
struct Ellipsis {};

struct Str {
  Text text;
  bool bytes = false;
};

/// A list, tuple, set or frozenset. Where not `complete` there may be more items than these.
struct Sequence {
  enum class Kind : uint8_t { list, tuple, set } kind = Kind::list;
  std::vector<Ref> items;
  bool complete = true;
};

/// A dictionary in insertion order.
struct Dict {
  std::vector<std::pair<Ref, Ref>> entries;
  bool complete = true;
  Ref factory = nullptr;  ///< of a defaultdict: what is called for a key that is not there

  Ref find(std::string_view key) const;  ///< null where there is no such string key
};

/// A name that leads out of the project: "sqlalchemy.Column", whatever the local alias.
struct External {
  std::string name;
};

/// An argument of a call. `name` is empty for a positional one.
struct Argument {
  std::string name;
  Ref value = nullptr;
  Span where;  ///< the whole argument, `name=` included
};

/// A call that is not executed: the call itself is the value.
struct Call {
  Ref callee = nullptr;
  std::vector<Argument> arguments;
  Span parentheses;      ///< the argument list, parentheses included; unknown for decorators
  bool complete = true;  ///< false: `*args` or `**kwargs` of unknown content were passed

  Ref positional(size_t index) const;        ///< null where there is none
  Ref keyword(std::string_view name) const;  ///< null where it is not given
  const Argument* argument(std::string_view name) const;
  /// The argument that a function with this parameter at this position gets; null where none.
  Ref get(size_t index, std::string_view name) const;
};

/// An attribute of a value that is no project class, function or module: `call.with_variant`.
struct Attribute {
  Ref object = nullptr;
  std::string name;
};

/// `object[index]`, not resolved: `Mapped[int]`, `Optional[X]`.
struct Subscript {
  Ref object = nullptr;
  Ref index = nullptr;
};

/// An operator applied to values that are not all known: `Asset.status == "x"`, `int | None`.
struct Expression {
  PyOperator op = PyOperator::none;
  std::vector<Ref> operands;
};

/// A method together with what it is bound to: an instance (a Call of a class) or the class.
struct BoundMethod {
  const Function* function = nullptr;
  Ref self = nullptr;
};

struct Value {
  using Content = std::variant<Unknown, None, Ellipsis, bool, int64_t, double, Str, Sequence, Dict,
                               External, Call, Attribute, Subscript, Expression, BoundMethod,
                               Class*, const Function*, Module*>;
  Content content;
  Span where;  ///< the expression that made it
  /// Where it was read as an attribute of a project class and that attribute is a call or only
  /// annotated (`Parent.id`): the class it was read from and the attribute's name. A reader of
  /// `ForeignKey(Parent.id)` needs both, because a mixin's column belongs to many classes.
  /// `content` is what the class body (or that of a base) binds, Unknown for an annotation alone.
  Class* read_from = nullptr;
  std::string attribute;

  template <typename T>
  const T* as() const {
    return std::get_if<T>(&content);
  }
  bool is_unknown() const { return as<Unknown>() != nullptr; }
  bool is_none() const { return as<None>() != nullptr; }
};

/// The text of a string whose value is wholly known; null otherwise.
const std::string* exact_string(Ref value);
/// The string itself, holes or not; null where the value is no string.
const Text* text_of(Ref value);
/// The dotted name of an External, of a Call's callee, of a project class or function; else empty.
std::string qualified_name(Ref value);
/// The last part of a dotted name: "Column" of "sqlalchemy.Column".
std::string_view last_part(std::string_view dotted);
/// The call, where the value is one.
const Call* call_of(Ref value);
/// The class, where the value is one of the project's.
Class* class_of(Ref value);
/// Whether the value is looked up in the environment and has no default.
bool is_unset(Ref value);
/// Whether the value is looked up in the environment, which has no default: `os.environ["NAME"]`
/// as well. It is none of the values that the source names.
bool is_from_environment(Ref value);
/// True/False where the value's truth is known.
enum class Truth : uint8_t { no, yes, unknown };
Truth truth(Ref value);

/// A name bound in a class body or a module.
struct Binding {
  std::string name;
  Ref value = nullptr;       ///< null: only annotated (`id: Mapped[int]`)
  Ref annotation = nullptr;  ///< null: none. A string annotation is parsed and evaluated
  Span where;                ///< the name
  Span statement;            ///< the whole statement
};

/// A class statement of the project, evaluated. Assignments after the class (`Model.x = …`) are in
/// `body` as well.
struct Class {
  std::string name;
  std::string qualified_name;  ///< "app.models.asset.Asset"
  Module* module = nullptr;
  std::vector<Ref> bases;
  std::vector<Argument> keywords;  ///< `table=True`, `metaclass=…`
  std::vector<Ref> decorators;
  std::vector<Binding> body;  ///< in order; the last one of a name counts
  Span where;                 ///< its name
  Span statement;
  std::vector<Class*> mro;  ///< Python's resolution order, project classes only, itself first
  /// Bases that lead out of the project or are unknown, of the whole resolution order.
  std::vector<Ref> outside_bases;

  const Binding* own(std::string_view name) const;  ///< in its own body; null where not there
};

/// A function of the project, or a lambda.
struct Function {
  std::string name;
  std::string qualified_name;
  Module* module = nullptr;
  PyIndex node = PyTree::nothing;  ///< function_definition or lambda
  std::vector<Ref> decorators;
  Class* owner = nullptr;  ///< the class whose body it stands in
  std::shared_ptr<struct Scope> closure;
  Span where;

  bool decorated_with(std::string_view qualified_name_ending) const;
};

/// `object.name = value`, where the object is no class of the project.
struct AttributeAssignment {
  Ref object = nullptr;
  std::string name;
  Ref value = nullptr;
};

/// A module of the project, evaluated.
struct Module {
  std::string name;   ///< "app.models.asset"; a package has the name of its folder
  uint32_t file = 0;  ///< index of the source file
  bool is_package = false;
  std::string docstring;        ///< empty where there is none
  std::vector<Binding> names;   ///< module-level names in order of first binding
  std::vector<Class*> classes;  ///< every class statement met, in order
  std::vector<Function*> functions;
  std::vector<Ref> calls;  ///< every call met at module level and in class bodies, in order
  std::vector<AttributeAssignment> assignments;  ///< at module level, in order
  std::vector<std::string> external_imports;     ///< "sqlalchemy.ext.asyncio", …

  const Binding* binding(std::string_view name) const;
};

}  // namespace schemalint
