// The memory of all bodies that are on their way in, together: one server that answers with all
// that an answer may have is nothing, a hundred at once are (most answers are a hundredth of it).
// What most answers need is there for each, whatever the others hold and however slowly they end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace net {

class BodyMemory {
 public:
  static constexpr std::size_t for_each = std::size_t{64} << 10;  // bytes, that are not counted

  explicit BodyMemory(std::size_t most) : left_(most) {}

 private:
  friend class Body;
  std::size_t left_;  // bytes
};

// A body as it grows; what it takes is free again with it.
class Body {
 public:
  explicit Body(BodyMemory& memory) : memory_(memory) {}
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body() { memory_.left_ += taken_; }

  // What is announced is only a promise: no more than everybody has.
  void expect(std::size_t bytes) { make_room(bytes < room_ ? bytes : room_); }
  // False: there is no room for as much, now; nothing is taken.
  bool append(std::string_view bytes) {
    const std::size_t size = text_.size() + bytes.size();
    // By half, so that long ones are not held twice over.
    const bool fits = size <= text_.capacity() || make_room(size + size / 2) || make_room(size);
    if (fits) text_.append(bytes);
    return fits;
  }
  std::size_t size() const { return text_.size(); }
  std::string take() { return std::exchange(text_, {}); }

 private:
  bool make_room(std::size_t bytes) {
    const std::size_t more = bytes > room_ ? bytes - room_ : 0;
    if (more > memory_.left_) return false;
    memory_.left_ -= more;
    taken_ += more;
    room_ += more;
    // Not text_.reserve(bytes), which makes it twice as long where that is more.
    std::string grown;
    grown.reserve(bytes);
    text_.swap(grown.append(text_));
    return true;
  }

  BodyMemory& memory_;
  std::string text_;
  std::size_t room_ = BodyMemory::for_each;
  std::size_t taken_ = 0;  // beyond that
};

}  // namespace net
