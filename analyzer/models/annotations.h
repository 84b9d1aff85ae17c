#pragma once

#include <string>
#include <vector>

#include "analyzer/models/constructs.h"
#include "analyzer/models/draft.h"

namespace schemalint::models {

/// A type annotation without what says only that it may be None.
struct PythonType {
  Ref type = nullptr;
  bool optional = false;
  bool is_union = false;  ///< of several types that are not None
};

/// `Optional[X]`, `X | None`, `Union[X, None]` are X, optional.
PythonType python_type(Ref annotation);

/// `Mapped[X]` and its kin.
struct MappedAnnotation {
  Construct container = Construct::none;  ///< mapped_, write_only_ or dynamic_annotation
  Ref inner = nullptr;

  explicit operator bool() const { return container != Construct::none; }
};
MappedAnnotation mapped_annotation(Ref annotation);

/// `Annotated[X, a, b]`: its type and what is attached to it; `type` is null for anything else.
struct AnnotatedParts {
  Ref type = nullptr;
  std::vector<Ref> metadata;
};
AnnotatedParts annotated_parts(Ref annotation);

/// The arguments of a generic: one or several.
std::vector<Ref> type_arguments(Ref subscript);

/// A text that is the same for two annotations that mean the same type:
/// "builtins.dict[builtins.str, typing.Any]". Empty where a part is not known.
std::string type_key(Ref annotation);

/// The column type that SQLAlchemy makes of a Python type: by `type_map` (the dictionaries of
/// `type_annotation_map`, the nearest first), then by its own defaults.
ColumnType type_of_annotation(Context& context, Ref annotation, const std::vector<Ref>& type_map,
                              Span where);

/// What a relationship's annotation says: the class, and whether there are many of them.
struct RelationshipAnnotation {
  std::string target;  ///< name of the class; empty where it is not known
  bool collection = false;
};
RelationshipAnnotation relationship_annotation(Context& context, Ref inner);

}  // namespace schemalint::models
