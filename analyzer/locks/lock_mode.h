#pragma once

#include <cstdint>
#include <string_view>

namespace schemalint {

/// The table-level locks of PostgreSQL, from the weakest to the strongest.
/// https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
enum class LockMode : uint8_t {
  none,
  access_share,
  row_share,
  row_exclusive,
  share_update_exclusive,
  share,
  share_row_exclusive,
  exclusive,
  access_exclusive,
};

/// As PostgreSQL writes it: "SHARE UPDATE EXCLUSIVE".
std::string_view to_string(LockMode mode);

/// Whether INSERT, UPDATE and DELETE wait for it; of the strongest also every SELECT.
inline bool blocks_writes(LockMode mode) {
  return mode >= LockMode::share;
}
inline bool blocks_reads(LockMode mode) {
  return mode == LockMode::access_exclusive;
}

}  // namespace schemalint
