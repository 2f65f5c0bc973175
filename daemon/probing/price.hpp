// What an ask costs, by its definition's `cost`: "0.01 USD/claimed", "2 EUR/request". Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platforms/definition.hpp"

namespace probing {

constexpr long long millionths_of_one = 1'000'000;

struct Price {
  long long millionths = 0;  // of the currency's unit
  std::string currency;      // "USD"
  bool per_claimed = false;  // for each handle that answers claimed; otherwise for each request
};

// "2", "0.50": in millionths; at most six decimals, at most a billion, above zero.
std::optional<long long> parse_amount(std::string_view written);

// Nothing where it is free.
std::optional<Price> price_of(const platforms::Ask& ask);

// Per currency, in millionths.
using Costs = std::map<std::string, long long>;

// "at most 1.01 USD and 2.00 EUR"; empty where it is free.
std::string at_most(const Costs& costs);

// "1.01 USD": to the cent, a cent begun is a cent; "20 requests" where there is no currency.
std::string money(long long millionths, const std::string& currency);

}  // namespace probing
