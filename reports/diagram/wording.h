#pragma once

#include <string>
#include <string_view>

#include "reports/diagram/diagram.h"

namespace schemalint {

// What diagrams of every kind say of their parts.

/// A type as people write it, in small letters and by its short name: "varchar(20)", "timestamptz".
/// A question mark where it is not known; text with quotes stays as it is.
std::string short_type(std::string_view type);

/// "PK", "FK", "PK FK", "U", or nothing.
std::string key_words(const DiagramColumn& column);

/// "+", "−" or "~" before the name of what was added, removed or changed; else empty.
std::string_view change_sign(const Overlay& overlay);

/// One line: "orders.customer_id → customers.id, ON DELETE CASCADE".
std::string edge_words(const Diagram& diagram, const DiagramEdge& edge);

/// One line: "customer_id VARCHAR(20) not null, primary key".
std::string column_words(const DiagramColumn& column);

/// The link of an overlay, where it may stand in a page: a part of the page, a relative path or an
/// address on the web, but no script. Else empty.
std::string_view safe_link(const Overlay& overlay);

/// The first notes, a line each, and how many more there are; each with a line break before it.
std::string note_lines(const Overlay& overlay);

}  // namespace schemalint
