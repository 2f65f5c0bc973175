// Standard output as a command writes it: buffered, and honest about failure. A reader that went
// away
// (`| head`) is no error, the command just stops; a full disk is one.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace commands {

// The disk is full, the device is gone: results could not be delivered. main() exits with 4.
class OutputFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Output {
 public:
  explicit Output(int descriptor);
  void write(std::string_view text);  // throws OutputFailed
  void flush();                       // throws OutputFailed
  // As write(), but never waits for the reader: what does not fit now is kept for the next time.
  // Whether all is out.
  bool offer(std::string_view text);  // throws OutputFailed
  bool closed() const { return closed_; }
  bool is_terminal() const;

 private:
  std::size_t write_some(std::string_view text);

  int descriptor_;
  bool closed_ = false;
  std::string buffer_;
};

}  // namespace commands
