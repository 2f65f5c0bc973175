// Whether a proxy is written as libcurl can use it: a fault of ours, which is said before anything
// is asked. What is wrong is told with what would be right; a password in it is never repeated.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace net {

// "it names no host"; nothing: it can be used. `proxy` is not empty where there is to be one.
std::optional<std::string> fault_of_proxy(const std::string& proxy);

// "HTTPS_PROXY: it names no host": of each variable of the environment that is wrong.
std::vector<std::string> faults_in_environment();

}  // namespace net
