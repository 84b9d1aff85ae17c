#pragma once

#include <cstdint>
#include <string_view>

namespace schemalint::models {

/// How a type's arguments become part of its DDL text.
enum class TypeForm : uint8_t {
  plain,             ///< arguments do not show
  length,            ///< NAME(length)
  precision,         ///< NAME(precision)
  numeric,           ///< NAME(precision, scale)
  timestamp,         ///< NAME[(precision)] WITH[OUT] TIME ZONE
  interval,          ///< INTERVAL [fields] [(precision)]
  generic_interval,  ///< sqlalchemy.Interval: second_precision
  bit,               ///< BIT(length), BIT VARYING(length)
  array,
  enumeration,
  uuid,      ///< CHAR(32) where native_uuid is off
  geometry,  ///< NAME(type, srid), geoalchemy2
  domain,    ///< its first argument is its name
};

struct TypeRow {
  std::string_view name;  ///< last part of the dotted name
  TypeForm form;
  std::string_view ddl;
};

/// The type with this dotted name; null where it is none that is known.
const TypeRow* find_type(std::string_view dotted);

}  // namespace schemalint::models
