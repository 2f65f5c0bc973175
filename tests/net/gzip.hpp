// A gzip member of `count` zero bytes (rounded up), a thousandth of their size: deflate with the
// fixed code, where 258 more of the same byte take 13 bits. For bombs, and without zlib.
#pragma once

#include <cstdint>
#include <string>

namespace tests {

class BitWriter {
 public:
  explicit BitWriter(std::string& to) : to_(to) {}
  ~BitWriter() {
    while (filled_ != 0) put(0);
  }
  // Huffman codes stand with their highest bit first.
  void code(unsigned bits, int length) {
    for (int i = length - 1; i >= 0; --i) put((bits >> static_cast<unsigned>(i)) & 1U);
  }

 private:
  void put(unsigned bit) {
    byte_ |= bit << filled_;
    if (++filled_ < 8) return;
    to_ += static_cast<char>(byte_);
    byte_ = 0;
    filled_ = 0;
  }

  std::string& to_;
  unsigned byte_ = 0;
  unsigned filled_ = 0;
};

inline std::string gzip_zeros(std::size_t count) {
  constexpr unsigned run = 258;
  const std::size_t runs = (count + run - 1) / run;
  std::string packed("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
  {
    BitWriter bits(packed);
    bits.code(0b110, 3);       // last block, fixed code (its two bits stand lowest first)
    bits.code(0b00110000, 8);  // one literal zero
    for (std::size_t i = 0; i < runs; ++i) {
      bits.code(0b11000101, 8);  // length 258
      bits.code(0b00000, 5);     // distance 1
    }
    bits.code(0b0000000, 7);  // end
  }
  const auto size = static_cast<std::uint32_t>(1 + runs * run);
  std::uint32_t crc = 0xFFFFFFFFU;
  for (std::uint32_t i = 0; i < size; ++i) {
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  crc = ~crc;
  for (const std::uint32_t word : {crc, size}) {
    for (unsigned shift = 0; shift < 32; shift += 8) packed += static_cast<char>(word >> shift);
  }
  return packed;
}

}  // namespace tests
