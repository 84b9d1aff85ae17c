// What is asked of types: type(), isinstance(), issubclass().
// https://docs.python.org/3/library/functions.html#isinstance

#include <algorithm>
#include <cctype>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

namespace {

/// The name in `builtins` of the type of a value; empty where it has none or is not known.
std::string_view builtin_type(Ref value) {
  if (const auto* text = value->as<Str>()) return text->bytes ? "bytes" : "str";
  if (const auto* sequence = value->as<Sequence>()) {
    constexpr std::string_view names[] = {"list", "tuple", "set"};
    return names[static_cast<size_t>(sequence->kind)];
  }
  if (value->as<Dict>() != nullptr) return "dict";
  if (value->as<bool>() != nullptr) return "bool";
  if (value->as<int64_t>() != nullptr) return "int";
  if (value->as<double>() != nullptr) return "float";
  if (class_of(value) != nullptr) return "type";
  if (value->as<const Function*>() != nullptr) return "function";
  return {};
}

Truth is_subclass(const Class& cls, Ref type) {
  if (const Class* other = class_of(type))
    return std::ranges::find(cls.mro, other) != cls.mro.end() ? Truth::yes
           : cls.outside_bases.empty()                        ? Truth::no
                                                              : Truth::unknown;
  const std::string name = qualified_name(type);
  if (name.empty()) return Truth::unknown;
  const bool derives = std::ranges::any_of(cls.outside_bases,
                                           [&](Ref base) { return qualified_name(base) == name; });
  if (derives) return Truth::yes;
  // SQLAlchemy's bases of models do not derive from each other.
  const bool may_derive = std::ranges::any_of(cls.outside_bases, [&](Ref base) {
    return !name.starts_with("sqlalchemy.orm.") || !qualified_name(base).starts_with("sqlalchemy.");
  });
  return may_derive ? Truth::unknown : Truth::no;
}

bool is_part_of_table(std::string_view name) {
  static constexpr std::string_view parts[] = {
      "CheckConstraint",      "Column",   "ForeignKey", "ForeignKeyConstraint", "Index",
      "PrimaryKeyConstraint", "Sequence", "Table",      "UniqueConstraint"};
  return name.starts_with("sqlalchemy.") && std::ranges::binary_search(parts, last_part(name));
}

Truth is_instance(Ref value, Ref type) {
  const std::string name = qualified_name(type);
  if (const std::string_view own = builtin_type(value); !own.empty() || value->is_none()) {
    if (name.starts_with("builtins."))
      return own == last_part(name) || (own == "bool" && last_part(name) == "int") ||
                     last_part(name) == "object"
                 ? Truth::yes
                 : Truth::no;
    const bool is_class = own == "type" && last_part(name) == "Enum";
    return class_of(type) != nullptr && own != "type" && !is_class ? Truth::no : Truth::unknown;
  }
  const Call* call = call_of(value);
  if (call == nullptr || value->read_from != nullptr) return Truth::unknown;
  if (const Class* cls = class_of(call->callee)) return is_subclass(*cls, type);
  const std::string made = qualified_name(call->callee);
  if (made.empty() || last_part(made).empty()) return Truth::unknown;
  if (last_part(made) == last_part(name)) return Truth::yes;
  // SQLAlchemy's type of what is not known has no kin.
  if (made.starts_with("sqlalchemy.") && last_part(name) == "NullType") return Truth::no;
  // The parts of a table do not derive from each other.
  if (is_part_of_table(made) && is_part_of_table(name)) return Truth::no;
  // What a class of a library makes, by its name, is none of Python's own types.
  const bool of_class = std::isupper(static_cast<unsigned char>(last_part(made)[0])) != 0;
  return name.starts_with("builtins.") && of_class ? Truth::no : Truth::unknown;
}

Truth any_of_types(Interpreter& in, Ref types, Truth (*one)(Ref, Ref), Ref value) {
  const auto* several = types->as<Sequence>();
  if (several == nullptr) return one(value, types);
  Truth result = several->complete ? Truth::no : Truth::unknown;
  for (const Ref type : several->items) {
    const Truth is = any_of_types(in, type, one, value);
    if (is == Truth::yes) return is;
    if (is == Truth::unknown) result = is;
  }
  return result;
}

Truth is_subclass_value(Ref value, Ref type) {
  const Class* cls = class_of(value);
  return cls == nullptr ? Truth::unknown : is_subclass(*cls, type);
}

}  // namespace

Ref Interpreter::type_call(std::string_view name, const Call& call, Span where) {
  const Ref first = call.positional(0);
  const Ref second = call.positional(1);
  if (name == "types.new_class") return call.complete ? new_class(call, where) : nullptr;
  if (first == nullptr || !call.complete) return nullptr;
  if (name == "type.__new__") {
    Call rest = call;
    rest.arguments.erase(rest.arguments.begin());
    return bare_class(rest, where);
  }
  if (name == "type" && second != nullptr) return made_class(call, where);
  if (name == "type") {
    const Call* instance = call_of(first);
    return instance != nullptr && class_of(instance->callee) != nullptr ? instance->callee
                                                                        : nullptr;
  }
  if (second == nullptr) return nullptr;
  const Truth is =
      any_of_types(*this, second, name == "isinstance" ? is_instance : is_subclass_value, first);
  return is == Truth::unknown ? nullptr : make(is == Truth::yes, where);
}

}  // namespace schemalint
