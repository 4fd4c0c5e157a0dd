#ifndef FANFARE_CLI_GO_LOG_H_
#define FANFARE_CLI_GO_LOG_H_

#include <string>

namespace fanfare::cli {

// The local time as Go's package log begins a line with it: "2016/06/08 04:31:21 ".
std::string goTimestamp();

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_GO_LOG_H_
