// The section `channels` of the configuration, whatever kinds there are: its shape, its values, and
// whether what it names can be had.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "alerting/rendering.hpp"
#include "reading/secret.hpp"
#include "reading/shape.hpp"

namespace channels {

// By the key that they stand at.
using Secrets = std::map<std::string, reading::Secret, std::less<>>;

// One of the section `channels`. Its secrets are read with the configuration, and not again.
struct ChannelSettings {
  std::string name;
  std::string type;
  std::string language;  // "en", "fr"
  reading::Json json;
  Secrets secrets;
};

reading::Shape channels_shape();

// Of the whole configuration, as completed() and check_secrets() gave it.
std::vector<ChannelSettings> read_channels(const reading::Json& configuration,
                                           const std::filesystem::path& folder);

// How all of them speak.
struct Speech {
  std::filesystem::path messages;  // the folder of the texts
  std::string timezone;
  alerting::Links links;
};

// Opens all, with tools that reach nobody, and closes them; reports what is wrong with each.
void try_channels(std::span<const ChannelSettings> settings, const Speech& speech,
                  reading::Document& document);

}  // namespace channels
