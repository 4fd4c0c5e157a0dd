#ifndef FANFARE_CLI_WS_EMIT_SETTINGS_H_
#define FANFARE_CLI_WS_EMIT_SETTINGS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

// A variable of the environment; nullopt: it is not set.
using Variable = std::function<std::optional<std::string>(const char* name)>;

// Which of the two programs it is. Value type.
struct WsEmitProgram {
  const char* command;  // as fanfare calls it
  const char* name;     // as its log does
  bool emitsByHttp;     // with SECRET and --secret; else these are Flask's, and mean nothing here
};

inline constexpr WsEmitProgram kWsEmit{"fanfare ws-emit", "ws-emit", true};
inline constexpr WsEmitProgram kRedis2Websocket{"fanfare redis2websocket", "Redis2websocket",
                                                false};

// What the options and variables of ws-emit and redis2websocket come to, with their defaults. Value
// type.
struct WsEmitOptions {
  std::string redis;
  std::string host;  // empty: every address
  std::uint16_t port;
  std::vector<std::string> cors;  // "*" alone: any
  std::string emitSecret;         // empty: there is no POST /emit
  bool isVerbose;

  // Options go over variables. Fails with kInvalidArgument.
  static Result<WsEmitOptions> of(const WsEmitProgram& program, const Arguments& arguments,
                                  const Variable& variable);

  // The settings "KEY=VALUE" by which Fanfare is that program: Socket.IO and nothing else.
  std::vector<std::string> settings() const;

  // The origins as Python shows them.
  std::string corsShown() const;
};

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_WS_EMIT_SETTINGS_H_
