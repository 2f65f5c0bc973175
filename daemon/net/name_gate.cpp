#include "net/name_gate.hpp"

#include <utility>

namespace net {

namespace asio = boost::asio;

void NameGate::stop() {
  stopped_ = true;
  permits_.stop();
  for (auto& [text, name] : names_) {
    while (!name.followers.empty()) name.followers.front()->send_away();
  }
}

NameGate::Name& NameGate::take(const std::string& name) {
  // Redirects can name hosts without end; what nobody uses is forgotten now and then.
  constexpr std::size_t many = 4096;
  if (names_.size() >= many && !names_.contains(name)) {
    std::erase_if(names_, [](const auto& entry) { return entry.second.tickets == 0; });
  }
  Name& taken = names_[name];
  ++taken.tickets;
  return taken;
}

NameTicket::NameTicket(NameGate& gate, const std::string& name, model::Milliseconds patience)
    : gate_(gate), name_(name.empty() ? nullptr : &gate.take(name)), patience_(patience) {}

NameTicket::~NameTicket() {
  step_down();
  if (name_ != nullptr) --name_->tickets;
}

async::Task<NameTicket::Passage> NameTicket::enter() {
  if (name_ == nullptr) co_return Passage::go;
  for (;;) {
    if (gate_.stopped_) co_return Passage::stopped;
    if (NameGate::Clock::now() < name_->known_until) co_return Passage::go;
    if (!name_->has_leader) break;
    const int failures = name_->failures;
    async::Waiter me(gate_.io_.get_executor(), name_->followers);
    const bool notified = co_await me.wait();
    if (!notified) co_return Passage::stopped;
    if (name_->failures != failures && patience_ <= name_->last_patience) {
      failure_ = name_->last_failure;
      co_return Passage::failed;
    }
  }
  name_->has_leader = true;
  leads_ = true;
  has_permit_ = co_await gate_.permits_.acquire();
  entered_ = NameGate::Clock::now();
  co_return has_permit_ ? Passage::go : Passage::stopped;
}

void NameTicket::found(bool looked_up) {
  if (!leads_) return;
  // Never longer than libcurl remembers it, whose clock for this counts whole seconds and starts
  // later: a name that is only remembered goes through the gate alone again until it is looked up
  // anew.
  if (looked_up) name_->known_until = entered_ + names_kept - std::chrono::seconds(2);
  step_down();
}

void NameTicket::failed(LookupFailure failure) {
  if (!leads_) return;
  ++name_->failures;
  name_->last_failure = std::move(failure);
  name_->last_patience = patience_;
  step_down();
}

void NameTicket::step_down() {
  if (!leads_) return;
  leads_ = false;
  name_->has_leader = false;
  if (has_permit_) gate_.permits_.release();
  has_permit_ = false;
  while (!name_->followers.empty()) name_->followers.front()->notify();
}

}  // namespace net
