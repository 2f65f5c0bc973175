#include "channels/signature.hpp"

#include <doctest/doctest.h>

#include "channels/digest.hpp"

using namespace channels;

namespace {

std::string refusal_of_secret(std::string_view key) {
  const auto parsed = parse_signing_key(key);
  return parsed ? "accepted" : parsed.error().front().message;
}

}  // namespace

TEST_CASE("a signature is the one of the specification's own example") {
  // From the tests of the reference implementations (standard-webhooks/standard-webhooks).
  const auto key = parse_signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  REQUIRE(key);
  const std::vector<SigningKey> one = {*key};
  CHECK(signatures(one, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  const std::vector<SigningKey> two = {*key, SigningKey{std::string(32, 'x')}};
  const std::string both = signatures(two, "msg_1", 1, "{}");
  CHECK(both.find(" v1,") != std::string::npos);
  CHECK(both.starts_with(signatures(one, "msg_1", 1, "{}") + " "));
}

TEST_CASE("a signing secret is 24 to 64 bytes in base64, with or without its prefix") {
  const std::string good = base64(std::string(24, 'k'));
  CHECK(refusal_of_secret(good) == "accepted");
  CHECK(refusal_of_secret("whsec_" + good) == "accepted");
  CHECK(refusal_of_secret("whsec_" + base64(std::string(64, 'k'))) == "accepted");
  CHECK(refusal_of_secret("whsec_" + base64(std::string(23, 'k'))) ==
        "is a signing secret of 23 bytes; 24 to 64 are allowed");
  CHECK(refusal_of_secret("whsec_" + base64(std::string(65, 'k'))) ==
        "is a signing secret of 65 bytes; 24 to 64 are allowed");
  CHECK(refusal_of_secret("whsk_" + good) ==
        "is an asymmetric key; a symmetric one is needed ('whsec_' and base64)");
  for (const std::string bad : {"", "whsec_", "not base64 at all!", "whsec_AAA", "AAAA=AAA"}) {
    CAPTURE(bad);
    CHECK(refusal_of_secret(bad) == "is no signing secret: 'whsec_' and base64 are needed");
  }
}

TEST_CASE("base64 is that of RFC 4648, strictly") {
  const std::vector<std::pair<std::string, std::string>> table = {{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : table) {
    CHECK(base64(bytes) == text);
    if (!text.empty()) CHECK(from_base64(text) == bytes);
  }
  for (const char* bad : {"", "Zg", "Zg=", "Z===", "====", "Zg==\n", "Zm 9v", "Zm9v=", "Zm-_"}) {
    CAPTURE(bad);
    CHECK_FALSE(from_base64(bad));
  }
}
