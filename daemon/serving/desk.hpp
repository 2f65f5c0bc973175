// The desk: what people and programs may ask of the ledger and decide about incidents, as questions
// and answers in JSON. The service answers over its socket; without a service a command asks a desk
// of its own. The same lines answer both.
//
//   GET  /v1/status                      POST /v1/incidents/12/ack      {"reason"}
//   GET  /v1/incidents?state=open        POST /v1/incidents/12/snooze   {"for":"7d","reason"}
//   GET  /v1/incidents/12                POST /v1/incidents/12/dismiss  {"as","reason"}
//   GET  /v1/history?handle=NAME         POST /v1/incidents/12/own, /reopen
//   GET  /v1/ledger/export?from=PAGE     POST /v1/own   {"platform","server","handle","account_id"}
//   GET  /v1/ledger/check                POST /v1/ledger/forget {"account","platform","server"}
//   POST /v1/ledger/backup {"to"}
//
// Incidents come a page at a time, newest first: ?before=NUMBER is what a page called its next.
#pragma once

#include <string>

#include "ledger/ledger.hpp"
#include "serving/routes.hpp"

namespace serving {

class Desk {
 public:
  // `trouble`: what a running service cannot do now, for the status; empty: nothing.
  Desk(ledger::Ledger& ledger, model::Instant now, std::string trouble = "")
      : ledger_(ledger), now_(now), trouble_(std::move(trouble)) {}
  Reply answer(const Question& question);

 private:
  using Handler = Reply (Desk::*)(const Question&, const Given&);
  static std::span<const Route<Handler>> routes();

  Reply status(const Question& question, const Given& given);
  Reply incidents(const Question& question, const Given& given);
  Reply incident(const Question& question, const Given& given);
  Reply acknowledge(const Question& question, const Given& given);
  Reply snooze(const Question& question, const Given& given);
  Reply dismiss(const Question& question, const Given& given);
  Reply own_incident(const Question& question, const Given& given);
  Reply reopen(const Question& question, const Given& given);
  Reply history(const Question& question, const Given& given);
  Reply own(const Question& question, const Given& given);
  Reply export_ledger(const Question& question, const Given& given);
  Reply check_ledger(const Question& question, const Given& given);
  Reply back_up(const Question& question, const Given& given);
  Reply forget(const Question& question, const Given& given);

  Reply incident(long long id);
  ledger::Decision decision(const Question& question, const std::string& action) const;

  ledger::Ledger& ledger_;
  model::Instant now_;
  std::string trouble_;
};

}  // namespace serving
