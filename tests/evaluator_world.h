#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/evaluator.h"

namespace schemalint {

using Texts = std::vector<std::pair<std::string, std::string>>;

/// A project in memory whose modules can be asked for the values of their names.
struct World {
  explicit World(const Texts& texts) : files(source_files(texts)) {}

  static std::deque<SourceFile> source_files(const Texts& texts) {
    std::deque<SourceFile> files;
    for (const auto& [path, text] : texts) files.emplace_back(path, text);
    return files;
  }

  Ref value(std::string_view module, std::string_view name) {
    Module* found = evaluator.module(module, 0);
    REQUIRE(found != nullptr);
    return evaluator.attribute(evaluator.make(found), name);
  }

  /// What a name is, in short words.
  std::string show(std::string_view module, std::string_view name) {
    return show(value(module, name));
  }

  std::string show(Ref value) {
    if (const std::string* text = exact_string(value)) return "'" + *text + "'";
    if (const Text* text = text_of(value)) return "'" + text->value() + "' with holes";
    if (const auto* number = value->as<int64_t>()) return std::to_string(*number);
    if (const auto* flag = value->as<bool>()) return *flag ? "True" : "False";
    if (value->is_none()) return "None";
    if (const auto* unknown = value->as<Unknown>()) return "unknown: " + unknown->reason;
    if (const auto* list = value->as<Sequence>()) {
      std::string all = "[";
      for (const Ref item : list->items) all += (all.size() > 1 ? ", " : "") + show(item);
      return all + (list->complete ? "]" : ", …]");
    }
    if (const auto* dict = value->as<Dict>()) {
      std::string all = "{";
      for (const auto& [key, item] : dict->entries)
        all += (all.size() > 1 ? ", " : "") + show(key) + ": " + show(item);
      return all + (dict->complete ? "}" : ", …}");
    }
    if (const auto* call = value->as<Call>()) {
      std::string all = show(call->callee) + "(";
      for (const Argument& argument : call->arguments)
        all += (all.back() != '(' ? ", " : "") +
               (argument.name.empty() ? "" : argument.name + "=") + show(argument.value);
      return all + (call->complete ? ")" : ", …)");
    }
    if (const auto* subscript = value->as<Subscript>())
      return show(subscript->object) + "[" + show(subscript->index) + "]";
    if (const auto* attribute = value->as<Attribute>())
      return show(attribute->object) + "." + attribute->name;
    if (const auto* expression = value->as<Expression>()) {
      std::string all = "<";
      for (const Ref operand : expression->operands)
        all += (all.size() > 1 ? " op " : "") + show(operand);
      return all + ">";
    }
    return qualified_name(value);
  }

  std::deque<SourceFile> files;
  Modules modules{files, {}, nullptr, nullptr};
  Evaluator evaluator{modules};
};

inline std::string show(std::string text, std::string_view name) {
  return World(Texts{{"m.py", std::move(text)}}).show("m", name);
}

}  // namespace schemalint
