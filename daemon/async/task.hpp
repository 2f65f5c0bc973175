// What a coroutine of the one loop gives back, and where it runs. The names by which the rooms know
// Asio: what they include is this.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace async {

template <class T>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace async
