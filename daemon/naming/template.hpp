// Naming templates: `PNationale{fr-departments}`, `{fr-regions.name|slug}_{01..95}`,
// `{pn,police}75`.
//
// A template is compiled into parts (literal text, then a slot) and wheels. A wheel is one
// independent choice: a row of a dataset (all slots naming that dataset turn together), a number of
// a range, or an alternative. The handles are all positions of the wheels as of an odometer, the
// leftmost slowest; they are numbered from 0 in that order, and the number is called an ordinal.
// Everything here is made by parse_template and never changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/problem.hpp"
#include "naming/dataset.hpp"

namespace naming {

struct Wheel {
  std::uint64_t size = 0;         // at least 1
  std::string first;              // of a range: its first number as written in a handle
  std::size_t part = 0;           // the first part that shows this wheel
  std::string dataset;            // whose rows it turns; empty when it is none
  std::vector<std::string> keys;  // of the dataset's rows, one per position

  bool is_range() const { return !first.empty(); }
  bool is_dataset() const { return !dataset.empty(); }
};

struct Slot {
  std::string text;  // between the braces; "#2" is added to a second, independent one
  std::size_t wheel = 0;
  std::vector<std::string> values;  // one per position of the wheel; none when it is a range
  bool first_digit = false;         // a range seen through `initials`
};

struct Part {
  std::string literal;  // before the slot
  std::size_t slot = 0;
};

// What each slot was filled with: slot text and value, in the template's order.
using Slots = std::vector<std::pair<std::string, std::string>>;

// Where a wheel stood: the key of a dataset's row, or else what a slot was filled with.
struct Stand {
  std::string of;     // name of the dataset, or the slot's text
  std::string value;  // the row's key, or the slot's value
  bool is_row = false;

  bool operator==(const Stand&) const = default;
};

struct Template {
  std::string text;  // as typed, without a leading '@'
  std::vector<Part> parts;
  std::string tail;         // literal text behind the last slot
  std::vector<Slot> slots;  // a slot written twice for the same dataset stands here once
  std::vector<Wheel> wheels;

  // How many handles, repeated ones counted; 2^64-1 when they are more.
  std::uint64_t count() const;

  bool can_be_empty() const;  // at some ordinal; parse_template refuses such a template

  // False only when two ordinals provably never give the same handle (repetition.cpp).
  bool can_repeat() const;

  std::string value(const Slot& slot, std::uint64_t position) const;
  std::vector<std::uint64_t> positions_at(std::uint64_t ordinal) const;  // of the wheels
  Slots slots_at(std::uint64_t ordinal) const;
  // One for each dataset (its row's key, which no slot may show), range and alternative.
  std::vector<Stand> stands_at(std::uint64_t ordinal) const;
};

// Problems have the file "template", the template in the message, and in `column` the position in
// characters, from 1. A dataset that cannot be read brings the problems of its file.
model::Result<Template> parse_template(std::string_view written, DatasetStore& datasets);

}  // namespace naming
