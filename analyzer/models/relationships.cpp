#include "analyzer/models/relationships.h"

#include <algorithm>

namespace schemalint::models {

namespace {

Construct relationship_construct(Ref value) {
  Construct construct = construct_of(value);
  bool is = construct == Construct::relationship || construct == Construct::sqlmodel_relationship;
  return is && call_of(value) != nullptr ? construct : Construct::none;
}

// True, False or None as Python writes them; empty for every other value.
std::string constant_name(Ref value) {
  if (value->is_none()) return "None";
  const auto* flag = value->as<bool>();
  if (flag == nullptr) return {};
  return *flag ? "True" : "False";
}

// The value of `lazy=` as SQLAlchemy names the strategy; nothing where it is not known.
std::optional<std::string> lazy_name(Ref value) {
  if (value->is_none()) return "noload";
  if (const auto* flag = value->as<bool>()) return *flag ? "select" : "joined";
  const std::string* text = exact_string(value);
  return text == nullptr ? std::nullopt : std::optional<std::string>(*text);
}

// A text or a constant as Python writes it; nothing where it is not known.
std::optional<Sourced<std::string>> given_text(Ref value) {
  if (value == nullptr) return std::nullopt;
  const std::string* text = exact_string(value);
  std::string written = text == nullptr ? constant_name(value) : *text;
  if (written.empty()) return std::nullopt;
  return Sourced<std::string>{std::move(written), value->where};
}

void read_arguments(const Call& call, RelationshipDraft& draft) {
  Relationship& relationship = draft.relationship;
  read_lazy(call, relationship);
  if (Ref other = call.keyword("back_populates"); exact_string(other) != nullptr) {
    relationship.back_populates = Sourced<std::string>{*exact_string(other), other->where};
  }
  read_options(call, relationship);
  draft.uselist = given_flag(call.keyword("uselist"));
  draft.secondary = call.get(1, "secondary");
  if (draft.secondary != nullptr && draft.secondary->is_none()) draft.secondary = nullptr;
  draft.foreign_keys = call.keyword("foreign_keys");
  draft.primaryjoin = call.keyword("primaryjoin");
  draft.secondaryjoin = call.keyword("secondaryjoin");
  draft.remote_side = call.keyword("remote_side");
  draft.backref = call.keyword("backref");
  relationship.has_backref = draft.backref != nullptr && !draft.backref->is_none();
}

// SQLModel's Relationship() is a relationship() whose keywords come in a dictionary.
Call sqlmodel_arguments(const Invocation& made) {
  Call call = made.call;
  if (Ref link = made.keyword("link_model"); link != nullptr && !link->is_none()) {
    call.arguments.push_back({"secondary", link, link->where});
  }
  if (Ref passive = made.keyword("passive_deletes"); passive != nullptr && !passive->is_none()) {
    call.arguments.push_back({"passive_deletes", passive, passive->where});
  }
  Ref more = made.keyword("sa_relationship_kwargs");
  const auto* dict = more == nullptr ? nullptr : more->as<Dict>();
  if (more != nullptr && !more->is_none() && (dict == nullptr || !dict->complete)) {
    call.complete = false;
  }
  if (dict != nullptr) {
    for (const auto& [key, value] : dict->entries) {
      if (const std::string* name = exact_string(key)) {
        call.arguments.push_back({*name, value, value->where});
      }
    }
  }
  return call;
}

void apply_annotation(Context& context, Ref inner, RelationshipDraft& draft) {
  RelationshipAnnotation annotation = relationship_annotation(context, inner);
  draft.scalar_by_annotation = !annotation.collection;
  if (draft.target == nullptr) draft.relationship.target_class = annotation.target;
}

}  // namespace

void read_options(const Call& call, Relationship& relationship) {
  relationship.cascade = given_text(call.keyword("cascade"));
  relationship.passive_deletes = given_text(call.keyword("passive_deletes"));
  Ref viewonly = call.keyword("viewonly");
  relationship.viewonly = viewonly != nullptr && truth(viewonly) != Truth::no;
  relationship.complete = call.complete;
}

void read_lazy(const Call& call, Relationship& relationship) {
  const Argument* lazy = call.argument("lazy");
  if (lazy == nullptr) {
    relationship.lazy_unknown = !call.complete;
    return;
  }
  auto name = lazy_name(lazy->value);
  if (name) {
    relationship.lazy = Sourced<std::string>{*name, lazy->value->where};
    relationship.lazy_constant = constant_name(lazy->value);
  } else {
    relationship.lazy_unknown = true;
  }
}

std::optional<bool> given_flag(Ref value) {
  if (value == nullptr) return std::nullopt;
  Truth known = truth(value);
  return known == Truth::unknown ? std::nullopt : std::optional<bool>(known == Truth::yes);
}

bool is_relationship(Ref value) {
  return value != nullptr && relationship_construct(value) != Construct::none;
}

RelationshipDraft read_relationship(Context& context, const Class& cls, const Binding& binding,
                                    Ref value, const MappedAnnotation& annotation) {
  RelationshipDraft draft;
  Relationship& relationship = draft.relationship;
  relationship.module = cls.module == nullptr ? "" : cls.module->name;
  relationship.model_class = cls.name;
  relationship.attribute = binding.name;
  relationship.where = binding.where;
  relationship.call = value->where;
  auto made = invocation(value);
  bool sqlmodel = made->construct == Construct::sqlmodel_relationship;
  Ref inner = sqlmodel ? made->keyword("sa_relationship") : nullptr;
  if (inner != nullptr && is_relationship(inner)) {
    made = invocation(inner);
    sqlmodel = false;
  }
  if (sqlmodel) {
    read_arguments(sqlmodel_arguments(*made), draft);
    // https://sqlmodel.tiangolo.com/tutorial/relationship-attributes/cascade-delete-relationships/
    if (Ref cascade = made->keyword("cascade_delete"); given_flag(cascade).value_or(false))
      relationship.cascade = Sourced<std::string>{"all, delete-orphan", cascade->where};
    apply_annotation(context, binding.annotation, draft);
    return draft;
  }
  relationship.annotated = static_cast<bool>(annotation);
  relationship.arguments = made->call.parentheses;
  read_arguments(made->call, draft);
  draft.target = made->get(0, "argument");
  if (annotation) {
    apply_annotation(context, annotation.inner, draft);
    if (annotation.container == Construct::write_only_annotation) {
      relationship.annotated_loader = "write_only";
      draft.scalar_by_annotation = false;
    }
    if (annotation.container == Construct::dynamic_annotation) {
      relationship.annotated_loader = "dynamic";
      draft.scalar_by_annotation = false;
    }
  } else if (binding.annotation != nullptr) {  // without Mapped, under __allow_unmapped__
    apply_annotation(context, binding.annotation, draft);
  }
  return draft;
}

}  // namespace schemalint::models
