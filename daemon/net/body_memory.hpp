// The memory of all bodies that are on their way in, together: one server that answers with all
// that an answer may have is nothing, a hundred at once are (most answers are a hundredth of it).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace net {

class BodyMemory {
 public:
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

  // False: there is no room for as much, now; nothing is taken.
  bool make_room(std::size_t bytes) {
    if (bytes <= taken_) return true;
    const std::size_t more = bytes - taken_;
    if (more > memory_.left_) return false;
    memory_.left_ -= more;
    taken_ = bytes;
    text_.reserve(bytes);
    return true;
  }
  bool append(std::string_view bytes) {
    const std::size_t size = text_.size() + bytes.size();
    // By half, so that long ones are not held twice over.
    const bool fits = size <= taken_ || make_room(size + size / 2) || make_room(size);
    if (fits) text_.append(bytes);
    return fits;
  }
  std::size_t size() const { return text_.size(); }
  std::string take() { return std::exchange(text_, {}); }

 private:
  BodyMemory& memory_;
  std::string text_;
  std::size_t taken_ = 0;
};

}  // namespace net
