#include "analyzer/models/class_facts.h"

#include <algorithm>

namespace schemalint::models {

const Function* declared_attr_function(Ref value) {
  if (value == nullptr) return nullptr;
  if (const auto* function = value->as<const Function*>()) {
    for (Ref decorator : (*function)->decorators) {
      if (construct_of(decorator) == Construct::declared_attr) return *function;
    }
  }
  if (const auto* method = value->as<BoundMethod>()) {
    for (Ref decorator : method->function->decorators) {
      if (construct_of(decorator) == Construct::declared_attr) return method->function;
    }
  }
  if (auto made = invocation(value, Construct::declared_attr)) {  // declared_attr(lambda cls: …)
    Ref first = made->positional(0);
    const auto* function = first == nullptr ? nullptr : first->as<const Function*>();
    return function == nullptr ? nullptr : *function;
  }
  return nullptr;
}

bool cascades(Ref value) {
  const Function* function = declared_attr_function(value);
  return function != nullptr &&
         std::any_of(function->decorators.begin(), function->decorators.end(), [](Ref decorator) {
           return last_part(dotted_name(decorator)) == "cascading";
         });
}

bool has_construct_base(const Class& cls, Construct construct) {
  return std::any_of(cls.outside_bases.begin(), cls.outside_bases.end(),
                     [&](Ref base) { return construct_of(base) == construct; });
}

bool is_sqlmodel_table(const Class& cls) {
  if (!has_construct_base(cls, Construct::sqlmodel)) return false;
  return std::any_of(cls.keywords.begin(), cls.keywords.end(), [](const Argument& keyword) {
    return keyword.name == "table" && truth(keyword.value) == Truth::yes;
  });
}

}  // namespace schemalint::models
