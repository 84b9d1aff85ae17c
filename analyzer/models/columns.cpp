#include "analyzer/models/columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "analyzer/models/expressions.h"
#include "analyzer/models/types.h"
#include "analyzer/models/uuid_defaults.h"
#include "analyzer/words.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 40;

bool is_schema_item(Construct construct) {
  switch (construct) {
    case Construct::foreign_key:
    case Construct::check_constraint:
    case Construct::identity:
    case Construct::computed:
    case Construct::sequence:
    case Construct::fetched_value:
    case Construct::default_clause:
    case Construct::foreign_key_constraint:
    case Construct::unique_constraint:
      return true;
    default:
      return false;
  }
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// `quoted_name("x", quote=True)` is "x".
Ref without_quoting(Ref value) {
  auto made = invocation(value);
  return made && last_part(made->name) == "quoted_name" ? made->positional(0) : value;
}

// Whether a value can be changed in place: what all rows of a process then share.
bool is_mutable(Ref value) {
  const auto* sequence = value->as<Sequence>();
  return value->as<Dict>() != nullptr ||
         (sequence != nullptr && sequence->kind != Sequence::Kind::tuple);
}

// Reads one column; the call's arguments are handed out to what they mean.
class ColumnReader {
 public:
  ColumnReader(Context& context, const Invocation& made, const ColumnSetting& setting)
      : context_(context), made_(made), setting_(setting) {}

  std::optional<ColumnDraft> read() {
    draft_.value = made_.value;
    draft_.column.attribute = setting_.attribute;
    draft_.column.where = setting_.where;
    draft_.column.declaration =
        setting_.declaration.known() ? setting_.declaration : made_.value->where;
    size_t next = 0;
    if (!read_name(next)) return std::nullopt;
    read_type_and_items(next);
    read_flags();
    read_defaults();
    read_nullability();
    return std::move(draft_);
  }

 private:
  std::string label() const {
    return setting_.attribute.empty() ? draft_.column.name : setting_.attribute;
  }

  // The first positional argument is the name, where it is a string.
  bool read_name(size_t& next) {
    Ref first = without_quoting(made_.positional(0));
    Ref given = without_quoting(made_.keyword("name"));
    if (first != nullptr && text_of(first) != nullptr) {
      given = first;
      next = 1;
    } else if (first != nullptr && first->is_none()) {
      next = 1;
    }
    if (given != nullptr && !given->is_none()) {
      const std::string* name = exact_string(given);
      if (name == nullptr) return false;
      draft_.column.name = *name;
      if (!draft_.column.where.known()) draft_.column.where = text_of(given)->where();
    }
    if (draft_.column.name.empty()) draft_.column.name = setting_.attribute;
    if (draft_.column.name.empty()) return false;
    draft_.column.key = draft_.column.name;
    if (const std::string* key = exact_string(made_.keyword("key"))) draft_.column.key = *key;
    if (!draft_.column.where.known()) draft_.column.where = made_.value->where;
    return true;
  }

  void read_type_and_items(size_t next) {
    Ref type = made_.keyword("type_");
    bool understood = made_.call.complete;
    size_t position = 0;
    for (const Argument& argument : made_.call.arguments) {
      if (!argument.name.empty() || position++ < next) continue;
      Construct construct = construct_of(argument.value);
      if (is_schema_item(construct) && call_of(argument.value) != nullptr) {
        read_item(*invocation(argument.value));
      } else if (type == nullptr && position == next + 1) {
        type = argument.value;
      } else if (!argument.value->is_none()) {
        context_.not_understood(argument.where, "argument of column " + label(),
                                "it is no part of a column that is known");
      }
    }
    draft_.type = read_type(context_, type);
    if (draft_.type.absent && !understood && draft_.foreign_keys.empty()) {
      draft_.type.absent = false;
      draft_.type.reason = "arguments that are not known are passed on";
    }
  }

  void read_item(const Invocation& item) {
    switch (item.construct) {
      case Construct::foreign_key:
        draft_.foreign_keys.push_back(read_foreign_key(context_, item));
        break;
      case Construct::check_constraint: {
        CheckDraft check;
        check.sql = item.get(0, "sqltext");
        check.name = given_name(item.get(1, "name"));
        check.where = item.value->where;
        draft_.checks.push_back(std::move(check));
        break;
      }
      case Construct::identity:
        draft_.column.identity = true;
        break;
      case Construct::sequence:
        draft_.sequence = true;
        break;
      case Construct::computed:
        draft_.column.computed = true;
        break;
      case Construct::default_clause:
        set_server_default(item.positional(0), item.value->where);
        break;
      default:
        break;
    }
  }

  void read_flags() {
    draft_.column.primary_key = truth_of("primary_key");
    draft_.index = truth_of("index");
    draft_.unique = truth_of("unique");
    if (Ref given = made_.keyword("autoincrement"); given != nullptr && !exact_string(given))
      draft_.autoincrement = truth(given) == Truth::yes;
  }

  // `column.unique = False`, set on the object later; null where nothing is.
  Ref assigned(std::string_view key) {
    if (class_of(made_.call.callee) != nullptr || made_.value->read_from != nullptr) return nullptr;
    Ref value = context_.evaluator.attribute(made_.value, key);
    return value->as<bool>() != nullptr ? value : nullptr;
  }

  bool truth_of(std::string_view key) {
    Ref value = assigned(key);
    if (value == nullptr) value = made_.keyword(key);
    if (value == nullptr) return false;
    Truth known = truth(value);
    if (known == Truth::unknown) {
      context_.not_understood(value->where, fmt::format("{}= of column {}", key, label()),
                              "its value is not known");
    }
    return known == Truth::yes;
  }

  void set_server_default(Ref value, Span where) {
    if (value == nullptr || value->is_none()) return;
    auto made = invocation(value);
    if (made && (made->construct == Construct::identity)) draft_.column.identity = true;
    if (made && (made->construct == Construct::computed)) draft_.column.computed = true;
    if (made && (is_schema_item(made->construct)) && made->construct != Construct::default_clause) {
      return;  // FetchedValue() and its kin: the database sets it, by means that are not told
    }
    std::optional<std::string> sql = server_default_sql(value);
    draft_.column.server_default =
        Sourced<std::string>{sql ? *sql : std::string(Text::placeholder), where};
    if (!sql) {
      context_.not_understood(where, "server_default= of column " + label(),
                              "its SQL text is not known");
    }
  }

  void read_defaults() {
    if (const Argument* argument = made_.call.argument("server_default")) {
      set_server_default(argument->value, argument->where);
    }
    const Argument* argument = made_.call.argument("insert_default");
    if (argument == nullptr) argument = made_.call.argument("default");
    if (argument != nullptr && !argument->value->is_none()) {
      draft_.column.client_default = Sourced<std::string>{
          std::string(context_.evaluator.source(argument->value->where)), argument->where};
      draft_.column.mutable_default = is_mutable(argument->value);
      draft_.column.uuid_default = gives_uuid(context_, argument->value);
    }
  }

  // `nullable=` wins; a key and an identity are NOT NULL; anything else may be NULL. What an
  // annotation adds is decided in annotate().
  void read_nullability() {
    Column& column = draft_.column;
    const Argument* given = made_.call.argument("nullable");
    if (given == nullptr) {
      column.nullable = {!column.primary_key && !column.identity, column.where};
      draft_.nullable_known = made_.call.complete || column.primary_key;
      return;
    }
    Truth known = truth(given->value);
    draft_.nullable_known = known != Truth::unknown;
    column.nullable = {known != Truth::no, given->where};
    column.nullable_explicit = known != Truth::unknown;
    if (known == Truth::unknown) {
      context_.not_understood(given->where, "nullable= of column " + label(),
                              "its value is not known");
    }
  }

  Context& context_;
  const Invocation& made_;
  const ColumnSetting& setting_;
  ColumnDraft draft_;
};

// Packages whose names in annotations are classes, not aliases of something optional.
bool is_standard(std::string_view package) {
  constexpr std::string_view packages[] = {"builtins", "datetime", "decimal",  "uuid",
                                           "enum",     "pathlib",  "ipaddress"};
  return std::find(std::begin(packages), std::end(packages), package) != std::end(packages);
}

// The mapped_column that an annotation carries: `Annotated[int, mapped_column(primary_key=True)]`.
Ref carried_column(Ref inner) {
  AnnotatedParts parts = annotated_parts(python_type(inner).type);
  for (Ref item : parts.metadata) {
    if (construct_of(item) == Construct::mapped_column && call_of(item) != nullptr) return item;
  }
  return nullptr;
}

// What `mapped_column()` in an annotation adds to the column of the attribute: all that this one
// does not say itself (sqlalchemy.schema.Column._merge).
void merge(ColumnDraft& draft, const ColumnDraft& carried) {
  Column& column = draft.column;
  const Column& other = carried.column;
  if (draft.type.absent) draft.type = carried.type;
  if (other.primary_key) column.primary_key = true;
  if (draft.foreign_keys.empty()) draft.foreign_keys = carried.foreign_keys;
  for (const CheckDraft& check : carried.checks) draft.checks.push_back(check);
  draft.index = draft.index || carried.index;
  draft.unique = draft.unique || carried.unique;
  column.identity = column.identity || other.identity;
  column.computed = column.computed || other.computed;
  if (!column.server_default) column.server_default = other.server_default;
  if (!column.client_default) {
    column.client_default = other.client_default;
    column.mutable_default = other.mutable_default;
    column.uuid_default = other.uuid_default;
  }
  if (!column.nullable_explicit && other.nullable_explicit) {
    column.nullable = other.nullable;
    column.nullable_explicit = true;
  }
}

// Whether an annotation says for sure whether there may be None: not so `Any`, a type variable, and
// a name that leads to an alias in a library.
bool tells_of_null(const PythonType& type) {
  if (type.optional) return true;
  if (type.type == nullptr || type.type->is_unknown()) return false;
  if (annotated_parts(type.type).type != nullptr) return false;
  if (call_of(type.type) != nullptr) return false;
  const std::string name = dotted_name(type.type);
  return class_of(type.type) != nullptr || type.type->as<Subscript>() != nullptr ||
         (first_part(name) != "typing" && is_standard(first_part(name)));
}

// What `Mapped[X]` says about a column (sqlalchemy/orm/properties.py,
// MappedColumn._init_column_for_annotation).
void annotate(Context& context, ColumnDraft& draft, const ColumnSetting& setting) {
  Ref inner = setting.annotation.inner;
  PythonType type = python_type(inner);
  AnnotatedParts parts = annotated_parts(type.type);
  Column& column = draft.column;
  column.annotated = true;
  if (tells_of_null(type)) column.annotated_nullable = Sourced<bool>{type.optional, inner->where};
  if (Ref carried = carried_column(inner)) {
    ColumnSetting bare = setting;
    bare.annotation = {};
    if (auto other = read_column(context, carried, bare)) merge(draft, *other);
  }
  if (!column.nullable_explicit) {
    bool optional = type.optional || (parts.type != nullptr && python_type(parts.type).optional);
    column.nullable = {optional, setting.where};
    draft.nullable_known = true;
  }
  if (draft.type.absent && draft.foreign_keys.empty()) {
    static const std::vector<Ref> no_map;
    const std::vector<Ref>& map = setting.type_map == nullptr ? no_map : *setting.type_map;
    draft.type = type_of_annotation(context, inner, map, inner->where);
  }
}

// Joins the operands of `a + ".b"`; what is no string is a hole.
bool append_text(Ref value, Text& text, int depth) {
  if (value == nullptr || depth > max_depth) return false;
  if (const Text* part = text_of(value)) {
    text.append(*part);
    return true;
  }
  const auto* expression = value->as<Expression>();
  if (expression != nullptr && expression->op == PyOperator::add) {
    bool any = false;
    for (Ref operand : expression->operands) {
      if (append_text(operand, text, depth + 1)) {
        any = true;
      } else {
        text.append(Text::hole(operand->where));
      }
    }
    return any;
  }
  return false;
}

}  // namespace

void read_actions(const Call& call, ForeignKey& key) {
  if (Ref given = call.keyword("ondelete"); given != nullptr && !given->is_none()) {
    const std::string* action = exact_string(given);
    if (action != nullptr) key.on_delete = upper(*action);
    key.on_delete_unknown = action == nullptr;
    key.on_delete_where = given->where;
  } else if (given == nullptr) {
    key.on_delete_unknown = !call.complete;
  }
  if (const std::string* action = exact_string(call.keyword("onupdate"))) {
    key.on_update = upper(*action);
  }
  key.deferrable = truth(call.keyword("deferrable")) == Truth::yes;
  key.use_alter = truth(call.keyword("use_alter")) == Truth::yes;
}

std::optional<Text> text_with_holes(Ref value) {
  Text text;
  if (!append_text(value, text, 0)) return std::nullopt;
  return text;
}

GivenName given_name(Ref value) {
  GivenName name;
  if (value == nullptr || value->is_none()) return name;
  auto made = invocation(value);
  if (made && (made->construct == Construct::conv || made->name.ends_with("op.f"))) {
    name.final = true;
    value = made->positional(0);
  } else if (made && last_part(made->name) == "quoted_name") {
    value = made->positional(0);
  }
  if (const std::string* text = exact_string(value)) {
    name.text = *text;
  } else {
    name.unknown = true;
  }
  return name;
}

bool is_column(Ref value) {
  if (value == nullptr || call_of(value) == nullptr) return false;
  Construct construct = construct_of(value);
  return construct == Construct::column || construct == Construct::mapped_column;
}

Ref unwrapped_column(Ref value) {
  if (value == nullptr || construct_of(value) != Construct::column_wrapper) return value;
  auto made = invocation(value);
  if (!made) return value;
  Ref first = made->positional(0);
  return is_column(first) ? first : value;
}

std::optional<ColumnDraft> read_column(Context& context, Ref value, const ColumnSetting& setting) {
  auto made = invocation(value);
  if (!made) return std::nullopt;
  auto draft = ColumnReader(context, *made, setting).read();
  if (draft && setting.annotation && made->construct == Construct::mapped_column) {
    annotate(context, *draft, setting);
  }
  return draft;
}

std::optional<ColumnDraft> read_annotated_column(Context& context, const ColumnSetting& setting) {
  if (setting.annotation.container != Construct::mapped_annotation) return std::nullopt;
  ColumnDraft draft;
  draft.type.absent = true;
  draft.column.name = draft.column.key = draft.column.attribute = setting.attribute;
  draft.column.where = setting.where;
  draft.column.declaration = setting.declaration;
  annotate(context, draft, setting);
  return draft;
}

ForeignKeyDraft read_foreign_key(Context&, const Invocation& made) {
  ForeignKeyDraft draft;
  draft.key.in_column = true;
  draft.key.where = made.value->where;
  read_actions(made.call, draft.key);
  GivenName name = given_name(made.keyword("name"));
  if (name.text) draft.key.name = *name.text;
  draft.name_is_final = name.final;
  draft.link_to_name = truth(made.keyword("link_to_name")) == Truth::yes;
  Ref target = made.get(0, "column");
  TargetDraft one;
  one.text = text_with_holes(target);
  if (!one.text) one.object = target;
  draft.understood = target != nullptr;
  draft.targets.push_back(std::move(one));
  return draft;
}

}  // namespace schemalint::models
