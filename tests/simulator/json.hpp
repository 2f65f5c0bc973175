// Writes JSON in the order of the calls, so that the answer of a platform reads in its source as it
// reads on the wire. Strings must be UTF-8. An object or list left open is a bug: asserted.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace simulator {

class Json {
 public:
  Json& object() { return opened(true); }
  Json& object(std::string_view key) { return named(key).object(); }
  Json& list() { return opened(false); }
  Json& list(std::string_view key) { return named(key).list(); }

  Json& end() {
    assert(!open_.empty());
    if (open_.back() == '{') {
      writer_.EndObject();
    } else {
      writer_.EndArray();
    }
    open_.pop_back();
    return *this;
  }

  template <class T>
  Json& field(std::string_view key, const T& value) {
    return named(key).value(value);
  }

  template <class T>
  Json& value(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      writer_.Bool(value);
    } else if constexpr (std::is_same_v<T, std::nullptr_t>) {
      writer_.Null();
    } else if constexpr (std::is_integral_v<T>) {
      writer_.Int64(static_cast<std::int64_t>(value));
    } else {
      const std::string_view text(value);
      writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }
    return *this;
  }

  // An id that the scenario holds as digits and the platform shows as a number.
  Json& number(std::string_view key, const std::string& digits) {
    return field(key, std::stoll(digits));
  }

  std::string text() const {
    assert(open_.empty());
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  Json& named(std::string_view key) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    return *this;
  }

  Json& opened(bool object) {
    if (object) {
      writer_.StartObject();
    } else {
      writer_.StartArray();
    }
    open_ += object ? '{' : '[';
    return *this;
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
  std::string open_;
};

}  // namespace simulator
