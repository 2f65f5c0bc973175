#include "platforms/page_look.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "platforms/walls.hpp"
#include "reading/html_reader.hpp"
#include "text/case.hpp"

namespace platforms {
namespace {

enum Kind : unsigned char {
  digit = 1,
  upper = 2,
  lower = 4,
  beyond_hex = 8,  // a letter after f
  joint = 16,      // stands inside base64, UUIDs and the like
};

constexpr std::array<unsigned char, 256> kinds = [] {
  std::array<unsigned char, 256> kinds{};
  for (int c = '0'; c <= '9'; ++c) kinds[static_cast<std::size_t>(c)] = digit;
  for (int c = 'a'; c <= 'z'; ++c) {
    const auto is_hex = c <= 'f';
    const unsigned char more = is_hex ? 0 : beyond_hex;
    kinds[static_cast<std::size_t>(c)] = static_cast<unsigned char>(lower | more);
    kinds[static_cast<std::size_t>(c - 'a' + 'A')] = static_cast<unsigned char>(upper | more);
  }
  for (const char c : std::string_view("-_+/=")) kinds[static_cast<std::size_t>(c)] = joint;
  return kinds;
}();

unsigned char kind_of(char c) {
  return kinds[static_cast<unsigned char>(c)];
}

bool is_word(char c) {
  return (kind_of(c) & ~joint) != 0;
}

char lowered(char c) {
  return (kind_of(c) & upper) != 0 ? static_cast<char>(c - 'A' + 'a') : c;
}

// A run of letters, digits and joints that no text has: with all kinds of characters, or a UUID.
bool is_random(unsigned char kinds, std::size_t size) {
  constexpr std::size_t least = 16;
  constexpr unsigned char mixed = digit | upper | lower;
  const bool is_mixed = (kinds & mixed) == mixed;
  const bool is_hex = (kinds & beyond_hex) == 0 && (kinds & digit) != 0;
  return size >= least && (is_mixed || is_hex);
}

bool is_blank_word(unsigned char kinds, std::size_t size) {
  constexpr std::size_t least_hex = 8;
  constexpr std::size_t least_letters = 20;
  const bool is_hex = (kinds & beyond_hex) == 0 && size >= least_hex;
  return (kinds & digit) != 0 || is_hex || size >= least_letters;
}

class Blanking {
 public:
  Blanking(std::string_view text, std::span<const std::string> names) : text_(text) {
    for (const std::string& name : names) {
      if (!name.empty()) names_.push_back(text::to_lower(name));
    }
    // The longest first, which may hold another.
    std::sort(names_.begin(), names_.end(), [](const std::string& one, const std::string& other) {
      return one.size() > other.size();
    });
    for (const std::string& name : names_) {
      const auto first = static_cast<unsigned char>(name.front());
      begins_name_[first] = true;
      begins_name_[static_cast<unsigned char>(std::toupper(first))] = true;
    }
  }

  std::string names_only() {
    joins_numbers_ = false;
    while (at_ < text_.size()) {
      const bool begins = at_ == 0 || !is_word(text_[at_ - 1]);
      const bool is_name =
          begins && begins_name_[static_cast<unsigned char>(text_[at_])] && blank_name();
      if (!is_name) kept_.push_back(text_[at_++]);
    }
    return std::move(kept_);
  }

  std::string run() {
    kept_.reserve(text_.size());
    while (at_ < text_.size()) {
      const bool begins = at_ == 0 || !is_word(text_[at_ - 1]);
      if (begins && begins_name_[static_cast<unsigned char>(text_[at_])] && blank_name()) continue;
      if (kind_of(text_[at_]) == 0) {
        kept_.push_back(text_[at_++]);
      } else if (at_ < run_end_ || !blank_run()) {
        pass_word();
      }
    }
    return std::move(kept_);
  }

 private:
  bool blank_name() {
    for (const std::string& name : names_) {
      if (text_.size() - at_ < name.size()) continue;
      const std::string_view here = text_.substr(at_, name.size());
      const bool is_it = std::equal(here.begin(), here.end(), name.begin(),
                                    [](char c, char in_name) { return lowered(c) == in_name; });
      const std::size_t end = at_ + name.size();
      if (is_it && (end == text_.size() || !is_word(text_[end]))) {
        blank_until(end);
        return true;
      }
    }
    return false;
  }

  // Of the run that begins here; false: it is words.
  bool blank_run() {
    unsigned char all = 0;
    std::size_t end = at_;
    while (end < text_.size() && kind_of(text_[end]) != 0) all |= kind_of(text_[end++]);
    run_end_ = end;
    if (!is_random(all, end - at_)) return false;
    blank_until(end);
    return true;
  }

  void pass_word() {
    unsigned char all = 0;
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) all |= kind_of(text_[end++]);
    if (end == at_) {
      kept_.push_back(text_[at_++]);
    } else if (is_blank_word(all, end - at_)) {
      blank_until(end);
    } else {
      kept_.append(text_.substr(at_, end - at_));
      at_ = end;
    }
  }

  // With the points of a number or a time: 1,234.5 and 12:30:01 are one.
  void blank_until(std::size_t end) {
    at_ = end;
    const auto goes_on = [this] {
      const bool is_point =
          at_ + 1 < text_.size() && (text_[at_] == '.' || text_[at_] == ',' || text_[at_] == ':');
      return is_point && (kind_of(text_[at_ - 1]) & digit) != 0 &&
             (kind_of(text_[at_ + 1]) & digit) != 0;
    };
    while (joins_numbers_ && goes_on()) {
      ++at_;
      while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    }
    kept_.push_back('\0');
  }

  std::string_view text_;
  std::vector<std::string> names_;
  std::array<bool, 256> begins_name_{};
  std::string kept_;
  std::size_t at_ = 0;
  bool joins_numbers_ = true;
  std::size_t run_end_ = 0;  // what stands before it is known to be words
};

// On a long page no repetition of a name makes up a quarter.
std::size_t size_without(std::string_view page, std::span<const std::string> names) {
  constexpr std::size_t long_page = std::size_t{16} << 10;
  std::size_t size = page.size();
  if (size >= long_page || names.empty() || names.front().empty()) return size;
  const std::string& name = names.front();
  for (std::size_t at = page.find(name); at != std::string_view::npos;
       at = page.find(name, at + name.size())) {
    size -= name.size();
  }
  return size;
}

std::uint64_t digest_of(int status, std::string_view title, std::string_view text) {
  const std::hash<std::string_view> hash;
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;  // spreads what is added
  const std::uint64_t all =
      (hash(text) * odd + hash(title)) * odd + static_cast<std::uint64_t>(status);
  return all == 0 ? 1 : all;
}

}  // namespace

std::string blanked(std::string_view text, std::span<const std::string> names) {
  return Blanking(text, names).run();
}

std::string without_names(std::string_view text, std::span<const std::string> names) {
  return Blanking(text, names).names_only();
}

PageLook look_of_page(int status, std::string_view title, std::string_view page,
                      std::span<const std::string> names, Detail detail) {
  constexpr std::size_t longest_title = 500;
  PageLook look;
  look.status = status;
  look.title = title.substr(0, longest_title);
  look.names.assign(names.begin(), names.end());
  look.size = size_without(page, names);
  if (detail == Detail::whole) {
    look.digest = digest_of(status, blanked(look.title, names), blanked(page, names));
  }
  return look;
}

PageLook look_of_redirect(int status, std::string_view location,
                          std::span<const std::string> names) {
  PageLook look;
  look.status = status;
  look.title = location;
  look.is_redirect = true;
  look.names.assign(names.begin(), names.end());
  look.digest = digest_of(status, blanked(location, names), {});
  return look;
}

namespace {

std::vector<std::string> names_of(const PageLook& one, const PageLook& other) {
  std::vector<std::string> names = one.names;
  names.insert(names.end(), other.names.begin(), other.names.end());
  return names;
}

bool leads_where(const PageLook& one, const PageLook& other) {
  if (one.is_redirect != other.is_redirect || one.status != other.status) return false;
  return one.title == other.title || without_names(one.title, names_of(one, other)) ==
                                         without_names(other.title, names_of(one, other));
}

}  // namespace

Markup markup_of(std::string_view page) {
  constexpr std::size_t most = 500;
  const std::hash<std::string_view> hash;
  Markup markup;
  reading::HtmlListener listener;
  listener.tag = [&](const reading::HtmlTag& tag) {
    if (tag.closes) return;
    const auto both = hash(tag.name) * 31 + hash(tag.attribute("class"));
    markup.push_back(static_cast<std::uint32_t>(both ^ (both >> 32)));
  };
  listener.has_enough = [&] { return markup.size() >= 10 * most; };
  reading::read_html(page, listener);
  std::sort(markup.begin(), markup.end());
  markup.erase(std::unique(markup.begin(), markup.end()), markup.end());
  if (markup.size() > most) markup.resize(most);
  return markup;
}

bool looks_like(const PageLook& one, const PageLook& other) {
  if (one.is_redirect || other.is_redirect) return leads_where(one, other);
  if (one.digest != 0 && other.digest != 0 && one.digest == other.digest) return true;
  const bool is_data = one.digest != 0 && other.digest != 0 && one.title.empty();
  return !is_data && has_outline_of(one, other);
}

bool has_outline_of(const PageLook& one, const PageLook& other) {
  const std::size_t larger = std::max(one.size, other.size);
  const std::size_t smaller = std::min(one.size, other.size);
  if (one.status != other.status || larger - smaller > larger / 4) return false;
  if (one.title == other.title) return true;
  const std::vector<std::string> names = names_of(one, other);
  return blanked(one.title, names) == blanked(other.title, names);
}

}  // namespace platforms
