#include "analyzer/models/uuid_defaults.h"

#include "analyzer/words.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 40;

// uuid.uuid4, uuid_utils.uuid7, oslo_utils.uuidutils.generate_uuid; a short one is another thing.
bool is_uuid_function(Ref value) {
  const auto* external = value == nullptr ? nullptr : value->as<External>();
  if (external == nullptr) return false;
  const std::string name = lower(external->name);
  return last_part(name).find("uuid") != std::string::npos &&
         name.find("short") == std::string::npos;
}

// A text that is nothing but a value that is not known, `str(uuid4())`: its source says what it is.
bool is_text_of_uuid(Context& context, Ref value) {
  const Text* text = text_of(value);
  if (text == nullptr || text->value() != Text::placeholder) return false;
  const std::string source = lower(context.evaluator.source(text->where()));
  return source.find("uuid") != source.npos && source.find('[') == source.npos &&
         source.find("short") == source.npos;
}

// Whether a value is a whole UUID: uuid4(), str(uuid4()), uuid4().hex.
bool is_uuid(Context& context, Ref value, int depth = 0) {
  if (value == nullptr || depth > max_depth) return false;
  if (is_text_of_uuid(context, value)) return true;
  if (const auto* attribute = value->as<Attribute>())
    return attribute->name == "hex" && is_uuid(context, attribute->object, depth + 1);
  const Call* call = call_of(value);
  return call != nullptr && is_uuid_function(call->callee);
}

}  // namespace

bool gives_uuid(Context& context, Ref value) {
  if (const auto* function = value->as<const Function*>())
    return is_uuid(context, context.evaluator.call(**function, {}));
  if (const auto* method = value->as<BoundMethod>())
    return is_uuid(context, context.evaluator.call_method(*method->function, method->self));
  return is_uuid_function(value);
}

}  // namespace schemalint::models
