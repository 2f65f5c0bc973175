#include "text/defang.hpp"

#include <vector>

#include <unicode/uchar.h>

#include "text/utf8.hpp"

namespace text {
namespace {

std::vector<char32_t> code_points(std::string_view utf8) {
  std::vector<char32_t> points;
  points.reserve(utf8.size());
  while (!utf8.empty()) points.push_back(take_code_point(utf8));
  return points;
}

// Browsers take all four for the dot between labels (UTS 46).
bool is_dot(char32_t point) {
  return point == U'.' || point == U'\u3002' || point == U'\uFF0E' || point == U'\uFF61';
}

bool is_at(char32_t point) {
  return point == U'@' || point == U'\uFF20' || point == U'\uFE6B';
}

char32_t lower(char32_t point) {
  return point >= U'A' && point <= U'Z' ? point + 32 : point;
}

class Defanging {
 public:
  explicit Defanging(std::string_view utf8) : points_(code_points(utf8)) {}

  std::string run() {
    for (at_ = 0; at_ < points_.size(); ++at_) step();
    return std::move(out_);
  }

 private:
  // U+0020 stands for what is beyond either end.
  char32_t near(std::size_t at) const { return at < points_.size() ? points_[at] : U' '; }
  bool bracketed() const { return at_ > 0 && near(at_ - 1) == U'[' && near(at_ + 1) == U']'; }
  bool touches_next() const { return u_isUWhiteSpace(static_cast<UChar32>(near(at_ + 1))) == 0; }

  bool spells(std::u32string_view word) const {
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (lower(near(at_ + i)) != word[i]) return false;
    }
    return true;
  }

  void bracket(char32_t point) {
    out_ += '[';
    append_utf8(out_, point);
    out_ += ']';
  }

  void step() {
    const char32_t point = points_[at_];
    if (spells(U"http://") || spells(U"https://")) {
      const bool secure = lower(near(at_ + 4)) == U's';
      out_ += secure ? "hxxps://" : "hxxp://";
      at_ += secure ? 7 : 6;
      return;
    }
    const bool inner = at_ > 0 && touches_next();
    const bool dead_already =
        bracketed() || (point == U':' && (out_.ends_with("hxxp") || out_.ends_with("hxxps")));
    const bool is_scheme = point == U':' && near(at_ + 1) == U'/' && near(at_ + 2) == U'/';
    const bool is_live = (is_dot(point) && inner) || (is_at(point) && touches_next()) || is_scheme;
    if (is_live && !dead_already) {
      bracket(point);
    } else {
      append_utf8(out_, point);
    }
  }

  std::vector<char32_t> points_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string defanged(std::string_view utf8) {
  return Defanging(utf8).run();
}

}  // namespace text
