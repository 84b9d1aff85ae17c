#pragma once

#include <string>
#include <string_view>

#include "analyzer/project.h"

namespace schemalint {

// What findings about source text are known by, where no database object names them. All of it
// stays when a file is renamed, code moves to another one or a formatter lays it out anew.

/// A function, class or module within its module, by its qualified name: "Assets.find" of
/// "app.services.assets.Assets.find" in app/services/assets.py, "<module>" of the module itself.
std::string name_in_module(std::string_view qualified, const SourceFile& file);

/// Source without its layout: blanks only between words, one kind of quotes, no comma before a
/// closing bracket; what is longer than an identity should be is cut.
std::string without_layout(std::string_view source);

/// The text around an error: its line without layout, or the nearest above that holds something.
/// The file's path where there is none.
std::string text_at(const SourceFile& file, Span where);

/// What a suppression is about: the declaration with the classes and functions around it
/// ("Order.status"), "<file>" where it is all of the file.
std::string subject_of(const Suppression& suppression, const SourceFile& file);

}  // namespace schemalint
