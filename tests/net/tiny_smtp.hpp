// An SMTP server that says what a test tells it to. It runs on the test's own io_context, listens
// on 127.0.0.1 and keeps what it heard.
#pragma once

#include <exception>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/certificate.hpp"

namespace tests {

namespace asio = boost::asio;

struct SmtpScript {
  bool implicit_tls = false;
  std::string greeting = "220 tiny ESMTP";
  std::vector<std::string> offers;         // in the answer to EHLO
  std::vector<std::string> secure_offers;  // under TLS
  // Answers by verb ("MAIL", "RCPT", "DATA", "content", …), one a time and the last again; what is
  // not here is accepted. "cut" closes the connection, "hang" says nothing more.
  std::map<std::string, std::vector<std::string>> answers;
};

class TinySmtp {
 public:
  TinySmtp(asio::io_context& io, SmtpScript script)
      : state_(std::make_shared<State>(io, std::move(script))) {
    asio::co_spawn(io, accept(state_), [](const std::exception_ptr&) {});
  }
  ~TinySmtp() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
  }
  TinySmtp(const TinySmtp&) = delete;
  TinySmtp& operator=(const TinySmtp&) = delete;

  std::string url() const {
    const std::string scheme = state_->script.implicit_tls ? "smtps" : "smtp";
    return scheme + "://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
  }
  std::string certificate_file() const { return state_->certificate.file(); }
  // Every line that was said to it, over all connections; "TLS" where a connection became secure.
  const std::vector<std::string>& heard() const { return state_->heard; }
  // The mails that came whole, as they came: dots stuffed, without the final ".\r\n".
  const std::vector<std::string>& mails() const { return state_->mails; }

 private:
  using Socket = asio::ip::tcp::socket;
  enum class End { closed, starttls };

  struct State {
    State(asio::io_context& io, SmtpScript given)
        : acceptor(io, {asio::ip::address_v4::loopback(), 0}),
          context(asio::ssl::context::tls_server),
          script(std::move(given)) {
      certificate.use_in(context);
    }
    // Empty: accepted.
    std::string answer_to(const std::string& verb) {
      const auto found = script.answers.find(verb);
      if (found == script.answers.end()) return {};
      auto& answers = found->second;
      const std::string answer = answers.front();
      if (answers.size() > 1) answers.erase(answers.begin());
      return answer;
    }

    TestCertificate certificate;
    asio::ip::tcp::acceptor acceptor;
    asio::ssl::context context;
    SmtpScript script;
    std::vector<std::string> heard;
    std::vector<std::string> mails;
  };

  static async::Task<void> accept(std::shared_ptr<State> state) {
    for (;;) {
      Socket socket = co_await state->acceptor.async_accept(asio::use_awaitable);
      const auto executor = state->acceptor.get_executor();
      asio::co_spawn(executor, serve(state, std::move(socket)), [](const std::exception_ptr&) {});
    }
  }

  // Ends by an exception when the client goes away.
  static async::Task<void> serve(std::shared_ptr<State> state, Socket socket) {
    End end = End::starttls;
    if (!state->script.implicit_tls) {
      const std::string greeting = state->script.greeting;
      end = co_await converse(state, socket, greeting, false);
    }
    if (end != End::starttls) co_return;
    asio::ssl::stream<Socket&> stream(socket, state->context);
    co_await stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
    state->heard.emplace_back("TLS");
    const std::string greeting = state->script.implicit_tls ? state->script.greeting : "";
    end = co_await converse(state, stream, greeting, true);
  }

  template <class Stream>
  static async::Task<End> converse(std::shared_ptr<State> state, Stream& stream,
                                   std::string greeting, bool secure) {
    std::string input;
    bool in_content = false;
    if (!greeting.empty()) co_await say(stream, greeting);
    for (;;) {
      auto buffer = asio::dynamic_buffer(input);
      const std::string until = in_content ? "\r\n.\r\n" : "\r\n";
      const std::size_t length =
          co_await asio::async_read_until(stream, buffer, until, asio::use_awaitable);
      const std::string said = input.substr(0, length - until.size());
      input.erase(0, length);
      std::string verb = "content";
      if (in_content) {
        state->mails.push_back(said + "\r\n");
      } else {
        state->heard.push_back(said);
        verb = said.substr(0, said.find_first_of(" "));
      }
      std::string answer = state->answer_to(verb);
      if (answer == "cut") co_return End::closed;
      if (answer == "hang") continue;
      const bool refused = !answer.empty();
      if (!refused) answer = consent(*state, verb, secure);
      in_content = verb == "DATA" && !refused;
      co_await say(stream, answer);
      if (verb == "QUIT") co_return End::closed;
      if (verb == "STARTTLS" && !refused) co_return End::starttls;
    }
  }

  static std::string consent(const State& state, const std::string& verb, bool secure) {
    if (verb == "DATA") return "354 go ahead";
    if (verb == "AUTH") return "235 welcome";
    if (verb == "STARTTLS") return "220 now";
    if (verb == "QUIT") return "221 bye";
    if (verb != "EHLO") return "250 ok";
    std::string answer;
    const auto& offers = secure ? state.script.secure_offers : state.script.offers;
    for (const std::string& offer : offers) answer += "250-" + offer + "\r\n";
    return answer + "250 SIZE 1000000";
  }

  template <class Stream>
  static async::Task<void> say(Stream& stream, std::string line) {
    line += "\r\n";
    co_await asio::async_write(stream, asio::buffer(line), asio::use_awaitable);
  }

  std::shared_ptr<State> state_;
};

}  // namespace tests
