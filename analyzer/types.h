#pragma once

#include <string>
#include <string_view>

namespace schemalint {

/// The one spelling of a column's type, as SQLAlchemy's PostgreSQL dialect prints it in DDL:
/// "VARCHAR(20)", "TIMESTAMP WITHOUT TIME ZONE", "DOUBLE PRECISION", "INTEGER[]", "VECTOR(1536)".
/// Takes any spelling or alias PostgreSQL knows (int4, character varying, timestamptz, serial,
/// float8, decimal), upper or lower case; what PostgreSQL adds by itself is written out: CHAR is
/// CHAR(1), NUMERIC(10) is NUMERIC(10, 0). Other types keep their written name and schema, but for
/// the schema public and quotes. Array dimensions are one, as in the catalog; collations go.
/// https://www.postgresql.org/docs/15/datatype.html
std::string canonical_type(std::string_view text);

/// True for smallserial, serial and bigserial (and serial2, serial4, serial8): the column gets a
/// sequence as its default and is NOT NULL.
bool is_serial_type(std::string_view text);

}  // namespace schemalint
