#include "net/content_coding.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "text/case.hpp"
#include "text/charset.hpp"
#include "text/trim.hpp"
#include "text/visible.hpp"

namespace net {
namespace {

constexpr std::size_t most_layers = 5;  // as libcurl has it
constexpr int gzip_or_zlib = 15 + 32;   // whichever its head says
constexpr const char* cut = "the answer has a packed body that ends in the middle";
constexpr const char* damaged = "the answer has a packed body that is damaged";
constexpr int without_head = -15;  // deflate as some servers mistake it

// In the order in which they were put on.
std::vector<std::string> layers_of(std::string_view codings) {
  std::vector<std::string> layers;
  while (!codings.empty()) {
    const std::size_t comma = std::min(codings.find(','), codings.size());
    std::string name = text::to_lower(text::trimmed(codings.substr(0, comma)));
    if (!name.empty()) layers.push_back(std::move(name));
    codings.remove_prefix(std::min(comma + 1, codings.size()));
  }
  return layers;
}

bool is_gzip(std::string_view name) {
  return name == "gzip" || name == "x-gzip";
}

// What people write there by mistake, a charset most of all.
bool packs_nothing(std::string_view name) {
  constexpr std::string_view words[] = {"identity", "none", "binary", "8bit", "7bit",
                                        "chunked",  "raw",  "text",   "plain"};
  const bool is_word = std::find(std::begin(words), std::end(words), name) != std::end(words);
  return is_word || text::decoded("", name).has_value();
}

class Inflater {
 public:
  Inflater(std::string_view packed, int window) {
    if (::inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
    // zlib does not write to its input; it has no const for those who ask for none.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { ::inflateEnd(&stream_); }

  Unpacked all(std::size_t most) {
    Unpacked unpacked;
    std::array<char, 16'384> part{};
    while (true) {
      stream_.next_out = reinterpret_cast<Bytef*>(part.data());
      stream_.avail_out = static_cast<uInt>(part.size());
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      const std::size_t made = part.size() - stream_.avail_out;
      if (made > most - unpacked.body.size()) {
        unpacked.body.append(part.data(), most - unpacked.body.size());
        unpacked.too_large = true;
        return unpacked;
      }
      unpacked.body.append(part.data(), made);
      if (code == Z_STREAM_END && !begins_again()) return unpacked;
      const bool goes_on = code == Z_OK || code == Z_STREAM_END;
      if (goes_on && (stream_.avail_in > 0 || stream_.avail_out == 0)) continue;
      const bool is_cut = goes_on || code == Z_BUF_ERROR;
      unpacked.odd = is_cut ? cut : damaged;
      return unpacked;
    }
  }

 private:
  // Behind the end of a gzip stand more of them, or nothing that counts.
  bool begins_again() {
    const bool is_another =
        stream_.avail_in >= 2 && stream_.next_in[0] == 0x1F && stream_.next_in[1] == 0x8B;
    return is_another && ::inflateReset(&stream_) == Z_OK;
  }

  z_stream stream_{};
};

Unpacked inflated(const std::string& packed, bool gzip, std::size_t most) {
  if (packed.empty()) return {};
  Unpacked unpacked = Inflater(packed, gzip_or_zlib).all(most);
  const bool is_bare = !gzip && unpacked.odd == damaged && unpacked.body.empty();
  return is_bare ? Inflater(packed, without_head).all(most) : unpacked;
}

}  // namespace

Unpacked unpack(std::string body, std::string_view codings, std::size_t most) {
  const std::vector<std::string> layers = layers_of(codings);
  Unpacked unpacked{std::move(body), "", false};
  if (layers.size() > most_layers) {
    unpacked.odd = fmt::format("the answer is packed {} times", layers.size());
    return unpacked;
  }
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (packs_nothing(*layer)) continue;
    if (!is_gzip(*layer) && *layer != "deflate") {
      unpacked.odd = fmt::format("the answer is packed as '{}', which was not asked for",
                                 text::visible(*layer));
      unpacked.body.clear();
      return unpacked;
    }
    unpacked = inflated(unpacked.body, is_gzip(*layer), most);
    if (!unpacked.odd.empty() || unpacked.too_large) return unpacked;
  }
  return unpacked;
}

}  // namespace net
