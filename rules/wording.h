#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

// How rules name database objects, in messages and as identities.

/// "app.orders.customer_id"; of several columns "app.orders(customer_id, tenant_id)".
std::string object_name(const QualifiedName& table, const std::vector<std::string>& columns);

/// "customer_id"; of several columns "(customer_id, tenant_id)".
std::string columns_text(const std::vector<std::string>& columns);

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& parts);

/// The first `most` parts and how many more there are: "a, b and 3 more".
std::string shortened(const std::vector<std::string>& parts, size_t most);

/// Where to show a foreign key: the text of its target, or the whole of it where that text is a
/// constant written elsewhere.
Span foreign_key_place(const ForeignKey& key);

/// The parenthesised arguments of the call that declares a column, both parentheses included; not
/// known() where the declaration is not plainly one call.
Span column_arguments(const SourceFile& file, const Column& column);

}  // namespace schemalint
