#include "analyzer/models/type_table.h"

#include <algorithm>
#include <iterator>

#include "analyzer/models/constructs.h"

namespace schemalint::models {

namespace {

using enum TypeForm;

// Sorted by name. As SQLAlchemy 2.0's PostgreSQL dialect prints them
// (sqlalchemy/dialects/postgresql/base.py, PGTypeCompiler); checked against it by running it.
constexpr TypeRow sqlalchemy_types[] = {
    {"ARRAY", array, ""},
    {"AutoString", length, "VARCHAR"},
    {"BIGINT", plain, "BIGINT"},
    {"BIT", bit, "BIT"},
    {"BOOLEAN", plain, "BOOLEAN"},
    {"BYTEA", plain, "BYTEA"},
    {"BigInteger", plain, "BIGINT"},
    {"Boolean", plain, "BOOLEAN"},
    {"CHAR", length, "CHAR"},
    {"CIDR", plain, "CIDR"},
    {"CITEXT", plain, "CITEXT"},
    {"DATE", plain, "DATE"},
    {"DATEMULTIRANGE", plain, "DATEMULTIRANGE"},
    {"DATERANGE", plain, "DATERANGE"},
    {"DATETIME", plain, "DATETIME"},
    {"DECIMAL", numeric, "DECIMAL"},
    {"DOMAIN", domain, ""},
    {"DOUBLE_PRECISION", plain, "DOUBLE PRECISION"},
    {"Date", plain, "DATE"},
    {"DateTime", timestamp, "TIMESTAMP"},
    {"Double", plain, "DOUBLE PRECISION"},
    {"ENUM", enumeration, ""},
    {"Enum", enumeration, ""},
    {"FLOAT", precision, "FLOAT"},
    {"Float", precision, "FLOAT"},
    {"HSTORE", plain, "HSTORE"},
    {"INET", plain, "INET"},
    {"INT", plain, "INTEGER"},
    {"INT4MULTIRANGE", plain, "INT4MULTIRANGE"},
    {"INT4RANGE", plain, "INT4RANGE"},
    {"INT8MULTIRANGE", plain, "INT8MULTIRANGE"},
    {"INT8RANGE", plain, "INT8RANGE"},
    {"INTEGER", plain, "INTEGER"},
    {"INTERVAL", interval, "INTERVAL"},
    {"Integer", plain, "INTEGER"},
    {"Interval", generic_interval, "INTERVAL"},
    {"JSON", plain, "JSON"},
    {"JSONB", plain, "JSONB"},
    {"JSONPATH", plain, "JSONPATH"},
    {"LargeBinary", plain, "BYTEA"},
    {"MACADDR", plain, "MACADDR"},
    {"MACADDR8", plain, "MACADDR8"},
    {"MONEY", plain, "MONEY"},
    {"MatchType", plain, "BOOLEAN"},
    {"NUMERIC", numeric, "NUMERIC"},
    {"NUMMULTIRANGE", plain, "NUMMULTIRANGE"},
    {"NUMRANGE", plain, "NUMRANGE"},
    {"Numeric", numeric, "NUMERIC"},
    {"OID", plain, "OID"},
    {"PickleType", plain, "BYTEA"},
    {"REAL", plain, "REAL"},
    {"REGCLASS", plain, "REGCLASS"},
    {"REGCONFIG", plain, "REGCONFIG"},
    {"SMALLINT", plain, "SMALLINT"},
    {"SmallInteger", plain, "SMALLINT"},
    {"String", length, "VARCHAR"},
    {"TEXT", length, "TEXT"},
    {"TIME", timestamp, "TIME"},
    {"TIMESTAMP", timestamp, "TIMESTAMP"},
    {"TSMULTIRANGE", plain, "TSMULTIRANGE"},
    {"TSQUERY", plain, "TSQUERY"},
    {"TSRANGE", plain, "TSRANGE"},
    {"TSTZMULTIRANGE", plain, "TSTZMULTIRANGE"},
    {"TSTZRANGE", plain, "TSTZRANGE"},
    {"TSVECTOR", plain, "TSVECTOR"},
    {"Text", length, "TEXT"},
    {"Time", timestamp, "TIME"},
    {"UUID", uuid, "UUID"},
    {"Unicode", length, "VARCHAR"},
    {"UnicodeText", length, "TEXT"},
    {"Uuid", uuid, "UUID"},
    {"VARCHAR", length, "VARCHAR"},
};

struct LibraryRow {
  std::string_view package;
  TypeRow type;
};

// Types of other packages by the first part of their dotted name.
constexpr LibraryRow library_types[] = {
    {"pgvector", {"BIT", length, "BIT"}},
    {"pgvector", {"HALFVEC", length, "HALFVEC"}},
    {"pgvector", {"SPARSEVEC", length, "SPARSEVEC"}},
    {"pgvector", {"VECTOR", length, "VECTOR"}},
    {"pgvector", {"Vector", length, "VECTOR"}},
    {"pgvector", {"HalfVector", length, "HALFVEC"}},
    {"pgvector", {"SparseVector", length, "SPARSEVEC"}},
    {"sqlmodel", {"GUID", plain, "UUID"}},  // before 0.0.14
    {"geoalchemy2", {"Geometry", geometry, "geometry"}},
    {"geoalchemy2", {"Geography", geometry, "geography"}},
    {"geoalchemy2", {"Raster", plain, "raster"}},
    {"sqlalchemy_utils", {"ArrowType", plain, "TIMESTAMP WITHOUT TIME ZONE"}},
    {"sqlalchemy_utils", {"ChoiceType", plain, "VARCHAR(255)"}},
    {"sqlalchemy_utils", {"ColorType", plain, "VARCHAR(20)"}},
    {"sqlalchemy_utils", {"CountryType", plain, "VARCHAR(2)"}},
    {"sqlalchemy_utils", {"CurrencyType", plain, "VARCHAR(3)"}},
    {"sqlalchemy_utils", {"EmailType", plain, "VARCHAR(255)"}},
    {"sqlalchemy_utils", {"EncryptedType", plain, "BYTEA"}},
    {"sqlalchemy_utils", {"IPAddressType", plain, "VARCHAR(50)"}},
    {"sqlalchemy_utils", {"JSONType", plain, "JSON"}},
    {"sqlalchemy_utils", {"LocaleType", plain, "VARCHAR(10)"}},
    {"sqlalchemy_utils", {"LtreeType", plain, "LTREE"}},
    {"sqlalchemy_utils", {"PhoneNumberType", plain, "VARCHAR(20)"}},
    {"sqlalchemy_utils", {"ScalarListType", plain, "TEXT"}},
    {"sqlalchemy_utils", {"StringEncryptedType", plain, "VARCHAR"}},
    {"sqlalchemy_utils", {"TimezoneType", plain, "VARCHAR(50)"}},
    {"sqlalchemy_utils", {"TSVectorType", plain, "TSVECTOR"}},
    {"sqlalchemy_utils", {"URLType", plain, "TEXT"}},
    {"sqlalchemy_utils", {"UUIDType", plain, "UUID"}},
    {"citext", {"CIText", plain, "CITEXT"}},
    {"sqlalchemy_json", {"MutableJson", plain, "JSON"}},
    {"sqlalchemy_json", {"NestedMutableJson", plain, "JSON"}},
};

}  // namespace

const TypeRow* find_type(std::string_view dotted) {
  std::string_view package = first_part(dotted);
  std::string_view name = last_part(dotted);
  for (const LibraryRow& row : library_types) {
    if (row.package == package && row.type.name == name) return &row.type;
  }
  if (package != "sqlalchemy" && package != "sqlmodel" && package != "flask_sqlalchemy" &&
      package != "quart_sqlalchemy") {
    return nullptr;
  }
  const TypeRow* row =
      std::lower_bound(std::begin(sqlalchemy_types), std::end(sqlalchemy_types), name,
                       [](const TypeRow& r, std::string_view n) { return r.name < n; });
  return row != std::end(sqlalchemy_types) && row->name == name ? row : nullptr;
}

}  // namespace schemalint::models
