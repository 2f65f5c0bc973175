// The simulator's own certificate authority: made at start, so that no key is ever kept, and
// written as PEM for the client under test (--ca-file). One leaf certificate a host, made when the
// first tunnel to it is opened. EC P-256: a leaf costs under a millisecond.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

namespace simulator {

class Certificates {
 public:
  Certificates();  // throws std::runtime_error where OpenSSL refuses
  ~Certificates();

  std::string authority_pem() const;
  boost::asio::ssl::context& context_for(const std::string& host);

 private:
  struct Keys;

  std::unique_ptr<Keys> keys_;
  std::map<std::string, std::unique_ptr<boost::asio::ssl::context>> contexts_;
};

}  // namespace simulator
