// The desk: what people and programs may ask of the ledger and decide about incidents, as questions
// and answers in JSON. The service answers over its socket; without a service a command asks a desk
// of its own. The same lines answer both.
//
//   GET  /v1/status                      POST /v1/incidents/12/ack      {"reason"}
//   GET  /v1/incidents?state=open        POST /v1/incidents/12/snooze   {"for":"7d","reason"}
//   GET  /v1/incidents/12                POST /v1/incidents/12/dismiss  {"as","reason"}
//   GET  /v1/history?handle=NAME         POST /v1/incidents/12/own, /reopen
//   GET  /v1/ledger/export?from=PAGE
//   GET  /v1/ledger/check                POST /v1/own   {"platform","server","handle","account_id"}
//   POST /v1/ledger/backup {"to"}        POST /v1/ledger/forget {"account"}
#pragma once

#include <string>

#include "ledger/ledger.hpp"
#include "serving/message.hpp"

namespace serving {

class Desk {
 public:
  // `trouble`: what a running service cannot do now, for the status; empty: nothing.
  Desk(ledger::Ledger& ledger, model::Instant now, std::string trouble = "")
      : ledger_(ledger), now_(now), trouble_(std::move(trouble)) {}
  Reply answer(const Question& question);

 private:
  Reply incidents(const Question& question);
  Reply incident(long long id);
  Reply decide(long long id, const std::string& action, const Question& question);
  Reply dismiss(long long id, const Question& question, ledger::Decision decision);
  Reply history(const Question& question);
  Reply own(const Question& question);
  Reply on_ledger(const std::string& what, const Question& question);
  ledger::Decision decision(const Question& question, const std::string& action) const;

  ledger::Ledger& ledger_;
  model::Instant now_;
  std::string trouble_;
};

}  // namespace serving
