#ifndef FANFARE_TESTS_SUPPORT_REDIS_SERVER_H_
#define FANFARE_TESTS_SUPPORT_REDIS_SERVER_H_

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <hiredis/hiredis.h>

extern char** environ;

namespace fanfare::testing {

// A Redis of the test's own, on a free port of loopback and on a Unix socket in a directory that
// goes with it. It keeps its port when it is started again, and nothing else.
class RedisServer {
  struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
  };
  using ReplyPtr = std::unique_ptr<redisReply, FreeReply>;
  using ContextPtr = std::unique_ptr<redisContext, decltype(&redisFree)>;

 public:
  using Words = std::vector<std::string>;

  // `settings` as on its command line: {"--requirepass", "secret"}.
  explicit RedisServer(Words settings = {}) : settings_(std::move(settings)) {
    std::string pattern = std::filesystem::temp_directory_path() / "fanfare-redis-XXXXXX";
    if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
    directory_ = pattern;
    for (int attempt = 0; attempt < 5 && pid_ < 0; ++attempt) {
      port_ = freePort();
      tryToStart();
    }
    if (pid_ < 0) throw std::runtime_error("redis-server does not start");
  }
  ~RedisServer() {
    stop();
    std::filesystem::remove_all(directory_);
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  int port() const { return port_; }
  std::string socketPath() const { return directory_ / "redis.sock"; }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }
  std::string socketUrl() const { return "unix://" + socketPath(); }

  // REQUIRES: it is stopped.
  void start() {
    tryToStart();
    if (pid_ < 0) throw std::runtime_error("redis-server does not start again");
  }

  // Without a farewell, as in a crash.
  void stop() {
    if (pid_ < 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  // Stalls: connections stay, and nothing is answered.
  void pause() const {
    kill(pid_, SIGSTOP);
    waitpid(pid_, nullptr, WUNTRACED);
  }
  void resume() const { kill(pid_, SIGCONT); }

  // What Redis answers, as text: "OK", "1", "(nil)", "(error) ...", array elements joined by
  // blanks.
  std::string ask(const Words& words) const { return textOf(*askOn(*connect(), words)); }

  // Is subscribed to `channels` while it lives.
  class Subscriber {
   public:
    Subscriber(const RedisServer& server, const Words& channels) : context_(server.connect()) {
      for (const auto& channel : channels) askOn(*context_, {"SUBSCRIBE", channel});
    }

   private:
    ContextPtr context_;
  };

  // What Redis executes from here on, one command a text as MONITOR writes it: `"SET" "a" "b"`.
  class Monitor {
   public:
    explicit Monitor(const RedisServer& server) : server_(server), context_(server.connect()) {
      askOn(*context_, {"MONITOR"});
    }

    Words commands() const {
      server_.ask({"ECHO", "end of the monitored"});
      Words seen;
      for (;;) {
        void* reply = nullptr;
        if (redisGetReply(context_.get(), &reply) != REDIS_OK) throw std::runtime_error("MONITOR");
        const std::string line = textOf(*ReplyPtr(static_cast<redisReply*>(reply)));
        const std::string command = line.substr(line.find("] ") + 2);
        if (command == "\"ECHO\" \"end of the monitored\"") return seen;
        seen.push_back(command);
      }
    }

   private:
    const RedisServer& server_;
    ContextPtr context_;
  };

 private:
  static int freePort() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    close(fd);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
  }

  // Leaves pid_ as it is if Redis ends before it is ready.
  void tryToStart() {
    // It dies with the test, however that ends.
    Words words = {"setpriv",      "--pdeathsig",
                   "KILL",         "redis-server",
                   "--port",       std::to_string(port_),
                   "--bind",       "127.0.0.1",
                   "--unixsocket", socketPath(),
                   "--dir",        directory_,
                   "--save",       "",
                   "--appendonly", "no",
                   "--logfile",    "",
                   "--daemonize",  "no"};
    words.insert(words.end(), settings_.begin(), settings_.end());
    std::array<int, 2> output{};
    if (pipe2(output.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
    const pid_t pid = spawn(words, output[1]);
    close(output[1]);
    const bool ready = readsReady(output[0]);
    close(output[0]);
    if (ready) {
      pid_ = pid;
    } else if (pid > 0) {
      waitpid(pid, nullptr, 0);
    }
  }

  static pid_t spawn(Words& words, int output) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t pid = -1;
    const int failed =
        posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? -1 : pid;
  }

  // What it writes later goes nowhere: Redis ignores SIGPIPE.
  static bool readsReady(int output) {
    std::string log;
    std::array<char, 4096> buffer;
    const auto says = [&log](const char* text) { return log.find(text) != std::string::npos; };
    // Of its Unix socket, the last that it opens; the second as Redis 7.2 and later say it.
    while (!says("The server is now ready to accept connections at") &&
           !says("Ready to accept connections unix")) {
      const ssize_t size = read(output, buffer.data(), buffer.size());
      if (size <= 0) return false;
      log.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return true;
  }

  ContextPtr connect() const {
    ContextPtr context(redisConnectUnix(socketPath().c_str()), &redisFree);
    if (!context || context->err) throw std::runtime_error("cannot connect to redis-server");
    return context;
  }

  static ReplyPtr askOn(redisContext& context, const Words& words) {
    std::vector<const char*> pointers;
    std::vector<std::size_t> sizes;
    for (const auto& word : words) {
      pointers.push_back(word.data());
      sizes.push_back(word.size());
    }
    const int count = static_cast<int>(words.size());
    ReplyPtr reply(
        static_cast<redisReply*>(redisCommandArgv(&context, count, pointers.data(), sizes.data())));
    if (!reply) throw std::runtime_error("redis-server does not answer");
    return reply;
  }

  static std::string textOf(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_NIL) return "(nil)";
    if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
    if (reply.type == REDIS_REPLY_ARRAY) {
      std::string text;
      for (std::size_t i = 0; i < reply.elements; ++i) {
        text += (i ? " " : "") + textOf(*reply.element[i]);
      }
      return text;
    }
    const std::string text(reply.str, static_cast<std::size_t>(reply.len));
    return reply.type == REDIS_REPLY_ERROR ? "(error) " + text : text;
  }

  const Words settings_;
  std::filesystem::path directory_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_REDIS_SERVER_H_
