// The API: what people and programs may ask of the ledger and decide about incidents, in JSON. The
// service answers over its socket; without a service a command answers itself. The same lines
// answer both.
//
//   GET  /v1/status                      POST /v1/incidents/12/ack      {"reason"}
//   GET  /v1/incidents?state=open        POST /v1/incidents/12/snooze   {"for":"7d","reason"}
//   GET  /v1/incidents/12                POST /v1/incidents/12/dismiss  {"as","reason"}
//   GET  /v1/history?handle=NAME         POST /v1/incidents/12/own, /reopen {"reason"}
//   GET  /v1/ledger/export?from=PAGE     POST /v1/ledger/forget {"account","platform","server"}
//   GET  /v1/ledger/check                POST /v1/ledger/backup {"to"}
//
//   POST /v1/own {"platform","server","handle","account_id","unpin","registered","reason"}
//
// Incidents come a page at a time, newest first: ?before=NUMBER is what a page called its next.
#pragma once

#include <string>

#include "ledger/ledger.hpp"
#include "serving/routes.hpp"

namespace serving {

class Api {
 public:
  // `trouble`: what a running service cannot do now, for the status; empty: nothing.
  Api(ledger::Ledger& ledger, model::Instant now, std::string trouble = "")
      : ledger_(ledger), now_(now), trouble_(std::move(trouble)) {}
  Response answer(const Request& request);

 private:
  using Handler = Response (Api::*)(const Request&, const Given&);
  static std::span<const Route<Handler>> routes();

  Response status(const Request& request, const Given& given);
  Response incidents(const Request& request, const Given& given);
  Response incident(const Request& request, const Given& given);
  Response acknowledge(const Request& request, const Given& given);
  Response snooze(const Request& request, const Given& given);
  Response dismiss(const Request& request, const Given& given);
  Response own_incident(const Request& request, const Given& given);
  Response reopen(const Request& request, const Given& given);
  Response history(const Request& request, const Given& given);
  Response own(const Request& request, const Given& given);
  Response export_ledger(const Request& request, const Given& given);
  Response check_ledger(const Request& request, const Given& given);
  Response back_up(const Request& request, const Given& given);
  Response forget(const Request& request, const Given& given);

  Response incident(long long id);
  ledger::Decision decision(const Request& request, const std::string& action) const;
  reading::Json last_seen(const judging::OwnedHandle& owned) const;

  ledger::Ledger& ledger_;
  model::Instant now_;
  std::string trouble_;
};

}  // namespace serving
