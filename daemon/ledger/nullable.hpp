// Columns that may be NULL, between std::optional and SOCI's value and indicator.
#pragma once

#include <optional>
#include <string>

#include <soci/soci.h>

#include "model/instant.hpp"

namespace ledger {

template <class Value>
struct Nullable {
  Value value{};
  mutable soci::indicator state = soci::i_null;  // SOCI wants to write it, even where it only reads

  Nullable() = default;
  explicit Nullable(const std::optional<Value>& from) { *this = from; }
  Nullable& operator=(const std::optional<Value>& from) {
    value = from.value_or(Value{});
    state = from ? soci::i_ok : soci::i_null;
    return *this;
  }
  std::optional<Value> get() const {
    return state == soci::i_ok ? std::optional<Value>(value) : std::nullopt;
  }
};

using Text = Nullable<std::string>;
using Number = Nullable<long long>;

inline long long to_number(model::Instant at) {
  return at.time_since_epoch().count();
}
inline model::Instant to_instant(long long milliseconds) {
  return model::Instant(model::Milliseconds(milliseconds));
}
inline std::optional<long long> to_number(const std::optional<model::Instant>& at) {
  return at ? std::optional(to_number(*at)) : std::nullopt;
}
inline std::optional<model::Instant> to_instant(const Number& number) {
  return number.get() ? std::optional(to_instant(number.value)) : std::nullopt;
}

// Enumerations are kept as their number; one that this version does not know is read as
// `otherwise`.
template <class Enum>
Enum to_enum(long long number, std::size_t count, Enum otherwise) {
  return number >= 0 && static_cast<std::size_t>(number) < count ? static_cast<Enum>(number)
                                                                 : otherwise;
}

}  // namespace ledger
