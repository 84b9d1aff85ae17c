#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/models/draft.h"

namespace schemalint::models {

/// What the tokens of a naming convention speak of.
struct NameParts {
  std::string table;
  std::string schema;
  struct ColumnParts {
    std::string name;
    std::string key;
  };
  std::vector<ColumnParts> columns;
  bool unique = false;  ///< of an index
  std::string referred_table;
  std::string referred_schema;
  std::vector<std::string> referred_columns;
};

/// The value of a token that a function of the project makes of a constraint of this kind ("ix",
/// "uq", …); nothing where it is not known.
std::optional<std::string> custom_token(Evaluator& evaluator, const Function& function,
                                        const std::string& kind, const NameParts& parts);

/// The name that a constraint or index gets (sqlalchemy/sql/naming.py): `given`, or what the
/// convention of its kind ("ix", "uq", "ck", "fk", "pk") makes of it; empty where neither names it,
/// or where the convention could not be evaluated.
std::string constraint_name(Evaluator& evaluator, const MetadataDraft& metadata,
                            const std::string& kind, const GivenName& given,
                            const NameParts& parts);

/// `ix_<schema>_<table>_<column>`, the default convention of `index=True`.
std::string default_index_name(const NameParts& parts);

/// A generated name as SQLAlchemy cuts it to PostgreSQL's 63 characters: the first 55, "_" and
/// four hexadecimal digits of its MD5.
std::string truncated(const std::string& name);

}  // namespace schemalint::models
