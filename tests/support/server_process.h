#ifndef FANFARE_TESTS_SUPPORT_SERVER_PROCESS_H_
#define FANFARE_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

extern char** environ;

namespace fanfare::testing {

using Words = std::vector<std::string>;

// One that is free now.
inline std::uint16_t freeTcpPort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool isBound = bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  if (!isBound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

// A program that serves while this lives, and dies with the test, however that ends.
class ServerProcess {
 public:
  ServerProcess() = default;
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess() { stop(SIGKILL); }

  // Returns once it has written `ready` to its standard error; false if it ends before that.
  bool start(Words words, const std::string& ready) {
    std::array<int, 2> output{};
    if (pipe2(output.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
    pid_ = spawn(words, output[1]);
    close(output[1]);
    const bool isReady = reads(output[0], ready);
    close(output[0]);
    if (!isReady) stop(SIGKILL);
    return isReady;
  }

  // Runs it to its end; throws if it fails.
  static void run(Words words) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t pid = spawn(words, nowhere);
    close(nowhere);
    int status = -1;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
      throw std::runtime_error(words.front() + " failed");
    }
  }

  void stop(int signal) {
    if (pid_ < 0) return;
    kill(pid_, signal);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  // Stalls: connections stay, and nothing is answered.
  void pause() const {
    kill(pid_, SIGSTOP);
    waitpid(pid_, nullptr, WUNTRACED);
  }
  void resume() const { kill(pid_, SIGCONT); }

 private:
  static pid_t spawn(Words& words, int output) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    pid_t pid = -1;
    const int failed =
        posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? -1 : pid;
  }

  // What it writes later goes nowhere.
  static bool reads(int output, const std::string& text) {
    std::string log;
    std::array<char, 4096> buffer;
    while (log.find(text) == std::string::npos) {
      const ssize_t size = read(output, buffer.data(), buffer.size());
      if (size <= 0) return false;
      log.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return true;
  }

  pid_t pid_ = -1;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SERVER_PROCESS_H_
