// parse_template: from the text of a template to its parts and wheels.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <unicode/uchar.h>

#include "naming/filter.hpp"
#include "naming/template.hpp"
#include "text/name.hpp"
#include "text/nearest.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace naming {
namespace {

constexpr std::size_t longest_template = 1000;  // bytes
constexpr std::size_t most_slots = 32;
constexpr std::size_t most_problems = 10;   // then it is no longer worth reading on
constexpr std::size_t longest_number = 18;  // digits: the sum of two still fits 64 bits
constexpr std::uint64_t largest_range = 1'000'000'000;
constexpr std::string_view digits = "0123456789";
constexpr std::string_view blanks = " \t";
constexpr std::string_view blank_refused =
    "no blank is allowed here; a single space may stand between two words, outside slots";

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of(digits) == std::string_view::npos;
}

std::uint64_t to_number(std::string_view number) {
  std::uint64_t value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return value;
}

// A piece of the template and where it begins in it.
struct Piece {
  std::string_view text;
  std::size_t at = 0;

  bool contains(std::string_view mark) const { return text.find(mark) != std::string_view::npos; }
};

// "a|b|c" cut at each mark.
std::vector<Piece> cut(Piece whole, char mark) {
  std::vector<Piece> pieces;
  while (true) {
    const std::size_t end = whole.text.find(mark);
    pieces.push_back({whole.text.substr(0, end), whole.at});
    if (end == std::string_view::npos) return pieces;
    whole = {whole.text.substr(end + 1), whole.at + end + 1};
  }
}

class TemplateParser {
 public:
  TemplateParser(std::string_view written, DatasetStore& datasets)
      : written_(written), datasets_(datasets) {}

  model::Result<Template> parse() {
    read();
    if (problems_.empty() && template_.can_be_empty()) {
      report(0, "can give an empty handle; add text, or a slot that is never empty");
    }
    if (!problems_.empty()) return model::refused(std::move(problems_));
    return std::move(template_);
  }

 private:
  void read() {
    std::size_t at = written_.starts_with('@') ? 1 : 0;
    template_.text = written_.substr(at);
    if (template_.text.empty()) return report(0, "the template is empty");
    if (!is_clean()) return;
    while (at < written_.size() && problems_.size() < most_problems) {
      const char c = written_[at];
      if (c != '{' && c != '}') {
        template_.tail += c;
        ++at;
      } else if (written_.substr(at, 2) == std::string_view(c == '{' ? "{{" : "}}")) {
        template_.tail += c;
        at += 2;
      } else if (c == '}') {
        report(at, "this '}' closes no slot; write '}}' for the character itself");
        ++at;
      } else {
        const std::size_t end = written_.find_first_of("{}", at + 1);
        if (end == std::string_view::npos) {
          return report(at, "this '{' is never closed; write '{{' for the character itself");
        }
        if (written_[end] == '{') {
          return report(end, "a '{' inside a slot; slots do not nest");
        }
        if (template_.parts.size() == most_slots) {
          return report(at, fmt::format("more than {} slots", most_slots));
        }
        slot({written_.substr(at + 1, end - at - 1), at + 1});
        at = end + 1;
      }
    }
  }

  // Length, encoding, and no character that a handle cannot have.
  bool is_clean() {
    if (written_.size() > longest_template) {
      problems_.push_back({"template", 0, 0, "",
                           fmt::format("'{}…' is longer than {} bytes",
                                       text::visible(written_.substr(0, 40)), longest_template)});
      return false;
    }
    std::string_view rest = written_;
    while (!rest.empty()) {
      const std::size_t at = written_.size() - rest.size();
      const auto character = static_cast<UChar32>(text::take_code_point(rest));
      const std::string_view bytes = written_.substr(at, written_.size() - rest.size() - at);
      if (character == 0xFFFD && bytes.size() == 1) {
        report(at, "this byte is not UTF-8");
        return false;
      }
      if (u_isUWhiteSpace(character) != 0 && !is_alone_in_slot(at) && !is_single_blank(at)) {
        report(at, blank_refused);
        return false;
      }
      const bool is_hidden = text::is_unseen(static_cast<char32_t>(character));
      if (is_hidden || (u_isUWhiteSpace(character) == 0 && text::visible(bytes) != bytes)) {
        report(at, fmt::format(
                       "'{}' is a control or invisible character",
                       is_hidden ? fmt::format("\\u{{{:04X}}}", character) : text::visible(bytes)));
        return false;
      }
    }
    return true;
  }

  // `{ }` and `{ |lower}` are better called an empty slot than a stray blank.
  bool is_alone_in_slot(std::size_t at) const {
    const std::size_t before = written_.find_last_not_of(blanks, at);
    const std::size_t after = written_.find_first_not_of(blanks, at);
    return before != std::string_view::npos && after != std::string_view::npos &&
           written_[before] == '{' && (written_[after] == '}' || written_[after] == '|');
  }

  // In literal text, as in 'Jimbo Wales', which is a name in some places. Where a slot stands
  // beside it, check_blanks_beside() sees to it that something is there.
  bool is_single_blank(std::size_t at) const {
    const std::size_t first = written_.starts_with('@') ? 1 : 0;
    if (written_[at] != ' ' || at == first || at + 1 == written_.size()) return false;
    if (written_[at - 1] == ' ' || written_[at + 1] == ' ') return false;
    const std::size_t brace = written_.find_last_of("{}", at);
    return brace == std::string_view::npos || written_[brace] == '}' || is_doubled(brace);
  }

  // "{{" of literal text. An odd number of them opens a slot.
  bool is_doubled(std::size_t brace) const {
    const std::size_t before = written_.find_last_not_of('{', brace);
    return (brace - before) % 2 == 0;  // npos stands one before 0
  }

  void slot(Piece body) {
    const std::vector<Piece> pieces = cut(body, '|');
    const Piece source = pieces[0];
    if (source.text.find_first_not_of(blanks) == std::string_view::npos) {
      return report(body.at - 1,
                    "an empty slot; it names a dataset as {fr-departments}, a range as "
                    "{01..95} or alternatives as {a,b}");
    }
    std::optional<Slot> made;
    if (source.contains(",")) {
      made = alternatives(source);
    } else if (source.contains("..")) {
      made = range(source);
    } else {
      made = dataset(source);
    }
    const std::optional<std::vector<Filter>> filters = filters_of(pieces);
    if (!filters || !made) return;
    made->text = body.text;
    for (const Filter filter : *filters) {
      // A range has no values yet; of its numbers every filter makes themselves, but for this one.
      if (made->values.empty()) made->first_digit |= filter == Filter::initials;
      for (std::string& value : made->values) value = filtered(filter, value);
    }
    check_blanks_beside(body, *made);
    place(std::move(*made));
  }

  // A blank beside a slot would stand at the end, or twice, where the slot is filled with nothing
  // or with a blank of its own.
  void check_blanks_beside(Piece body, const Slot& made) {
    const std::size_t open = body.at - 1;
    const std::size_t close = body.at + body.text.size();
    const bool before = open > 0 && written_[open - 1] == ' ';
    const bool after = close + 1 < written_.size() && written_[close + 1] == ' ';
    const auto collides = [&](const std::string& value) {
      return value.empty() || (before && value.front() == ' ') || (after && value.back() == ' ');
    };
    if (!before && !after) return;
    if (std::none_of(made.values.begin(), made.values.end(), collides)) return;
    report(open, "a blank stands beside this slot, which can be empty or has a blank there itself");
  }

  std::optional<std::vector<Filter>> filters_of(const std::vector<Piece>& pieces) {
    std::vector<Filter> filters;
    bool good = true;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      const auto filter = parse_filter(pieces[i].text);
      if (filter) {
        filters.push_back(*filter);
      } else {
        good = false;
        unknown(pieces[i], "filter", filter_names());
      }
    }
    return good ? std::optional(filters) : std::nullopt;
  }

  std::optional<Slot> alternatives(Piece source) {
    Slot slot;
    for (const Piece& piece : cut(source, ',')) {
      const std::size_t dots = piece.text.find("..");
      if (dots != std::string_view::npos && is_number(piece.text.substr(0, dots)) &&
          is_number(piece.text.substr(dots + 2))) {
        report(piece.at,
               fmt::format("'{}' is a range among alternatives; give each its own template, "
                           "or use a dataset",
                           piece.text));
        return std::nullopt;
      }
      slot.values.emplace_back(piece.text);
    }
    slot.wheel = add_wheel(slot.values.size(), "");
    return slot;
  }

  std::optional<Slot> range(Piece source) {
    const std::size_t dots = source.text.find("..");
    const std::string_view first = source.text.substr(0, dots);
    const std::string_view last = source.text.substr(dots + 2);
    const auto failed = [&](std::string_view why) {
      report(source.at, fmt::format("the range '{}' {}", text::visible(source.text), why));
      return std::nullopt;
    };
    if (!is_number(first) || !is_number(last)) {
      return failed("needs a whole number before and after '..', as {01..95}");
    }
    if (first.size() > longest_number || last.size() > longest_number) {
      return failed(fmt::format("has a number of more than {} digits", longest_number));
    }
    const std::uint64_t from = to_number(first);
    const std::uint64_t to = to_number(last);
    if (from > to) return failed("descends; write the smaller number first");
    if (to - from >= largest_range) return failed("has more than 10^9 numbers");
    const auto is_padded = [](std::string_view end) { return end.size() > 1 && end[0] == '0'; };
    const bool padded = is_padded(first) || is_padded(last);
    const std::size_t width = padded ? std::max(first.size(), last.size()) : 1;
    Slot slot;
    slot.wheel = add_wheel(to - from + 1, fmt::format("{:0{}}", from, width));
    return slot;
  }

  std::optional<Slot> dataset(Piece source) {
    const std::size_t dot = source.text.find('.');
    const Piece name{source.text.substr(0, dot), source.at};
    const auto found = datasets_.find(name.text);
    if (!found) {
      if (broken_.insert(name.text).second) {
        problems_.insert(problems_.end(), found.error().begin(), found.error().end());
      }
      return std::nullopt;
    }
    if (*found == nullptr) {
      unknown(name, "dataset", datasets_.names());
      return std::nullopt;
    }
    const Dataset& table = **found;
    int column = 0;
    if (dot != std::string_view::npos) {
      const Piece column_name{source.text.substr(dot + 1), source.at + dot + 1};
      column = table.column(column_name.text);
      if (column < 0) {
        unknown(column_name, "column", table.columns);
        return std::nullopt;
      }
    }
    Slot slot;
    for (const auto& row : table.rows) slot.values.push_back(row[static_cast<std::size_t>(column)]);
    slot.wheel = wheel_of(table);
    return slot;
  }

  // All slots of one dataset turn together.
  std::size_t wheel_of(const Dataset& table) {
    const auto found = wheel_of_dataset_.find(table.name);
    if (found != wheel_of_dataset_.end()) return found->second;
    const std::size_t index = add_wheel(table.rows.size(), "");
    wheel_of_dataset_.emplace(table.name, index);
    Wheel& wheel = template_.wheels[index];
    wheel.dataset = table.name;
    wheel.keys.reserve(table.rows.size());
    for (const auto& row : table.rows) wheel.keys.push_back(row[0]);
    return index;
  }

  std::size_t add_wheel(std::uint64_t size, std::string first) {
    template_.wheels.push_back({size, std::move(first), template_.parts.size(), "", {}});
    return template_.wheels.size() - 1;
  }

  // Ends the literal text so far with a slot.
  void place(Slot slot) {
    std::vector<Slot>& slots = template_.slots;
    const auto is_same = [&](const Slot& other) {
      return other.wheel == slot.wheel && other.text == slot.text;
    };
    const auto same = std::find_if(slots.begin(), slots.end(), is_same);
    template_.parts.push_back({std::move(template_.tail), std::size_t(same - slots.begin())});
    template_.tail.clear();
    if (same != slots.end()) return;
    const int before = times_written_[slot.text]++;
    if (before > 0) slot.text += fmt::format("#{}", before + 1);
    slots.push_back(std::move(slot));
  }

  void unknown(Piece word, std::string_view what, std::span<const std::string> known) {
    if (word.text.empty()) {
      report(word.at,
             fmt::format("a {} name is missing here{}", what, text::suggestion("", known)));
    } else {
      report(word.at, fmt::format("unknown {} '{}'{}", what, text::visible(word.text),
                                  text::suggestion(word.text, known)));
    }
  }

  // `at` is counted in bytes.
  void report(std::size_t at, std::string_view message) {
    int position = 1;
    for (std::string_view before = written_.substr(0, at); !before.empty(); ++position) {
      text::take_code_point(before);
    }
    problems_.push_back(
        {"template", 0, position, "",
         fmt::format("'{}', character {}: {}", text::visible(written_), position, message)});
  }

  std::string_view written_;
  DatasetStore& datasets_;
  Template template_;
  std::map<std::string, std::size_t, std::less<>> wheel_of_dataset_;
  std::map<std::string, int> times_written_;
  std::set<std::string_view> broken_;
  model::Problems problems_;
};

}  // namespace

model::Result<Template> parse_template(std::string_view written, DatasetStore& datasets) {
  std::string composed = text::is_utf8(written) ? text::nfc(written) : std::string(written);
  constexpr std::string_view wide_sign = "\uFF20";
  if (composed.starts_with(wide_sign)) composed.replace(0, wide_sign.size(), "@");
  return TemplateParser(composed, datasets).parse();
}

}  // namespace naming
