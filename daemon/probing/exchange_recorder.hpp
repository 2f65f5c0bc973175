// Keeps exchanges with platforms as files: FOLDER/ID/ASK-N.http, secrets removed.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "platforms/recorded_exchange.hpp"
#include "probing/authorization.hpp"
#include "probing/probe_plan.hpp"

namespace probing {

class ExchangeRecorder {
 public:
  // `when`: of the recording, for the first line of each file.
  ExchangeRecorder(std::filesystem::path folder, std::string when,
                   probing::Credentials credentials);

  void keep(const probing::Exchange& exchange);
  // Why a file could not be written, the first time; empty: all were.
  const std::string& trouble() const { return trouble_; }
  std::size_t kept() const { return kept_; }

 private:
  // Of two that begin alike, what is left of the longer one would be kept.
  struct LongestFirst {
    bool operator()(const std::string& one, const std::string& other) const {
      return one.size() != other.size() ? one.size() > other.size() : one < other;
    }
  };

  void learn_secrets(const probing::Exchange& exchange);
  std::string without_secrets(std::string text) const;
  void write(const std::filesystem::path& file, const std::string& text);

  std::filesystem::path folder_;
  std::string when_;
  probing::Credentials credentials_;
  std::set<std::string, LongestFirst> secrets_;
  std::map<std::string, int> numbers_;  // by platform and ask
  std::size_t kept_ = 0;
  std::string trouble_;
};

}  // namespace probing
