#ifndef FANFARE_BENCH_WSLOAD_LOAD_H_
#define FANFARE_BENCH_WSLOAD_LOAD_H_

#include <netinet/in.h>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "support/progress.h"
#include "wsload/client.h"
#include "wsload/handshake.h"
#include "wsload/numbered.h"
#include "wsload/options.h"
#include "wsload/sending.h"
#include "wsload/tally.h"

namespace fanfare::bench {

// Opens the clients, keeps reading from them, and ends when the options say so.
//
// Threads: one, but for stop(), which any thread and a signal handler may call.
class Load final : private ReaderSink {
 public:
  explicit Load(LoadOptions options);
  ~Load() override;

  void run();
  void stop() { isStopped_.store(true); }

  const Tally& tally() const { return tally_; }
  Shares shares() const;

 private:
  void onMessage(std::string_view payload) override;
  void onCompressed() override { ++tally_.compressed; }
  void onPing(std::string_view payload) override;
  void onClose(std::string_view payload) override;
  void onProtocolError() override;

  void gather() const;
  void startMore(std::int64_t now);
  void start(Client& client, std::uint32_t index);
  void prepareSocket(Client& client);
  void dispatch(Client& client, std::uint32_t events);
  void onWritable(Client& client);
  void onReadable(Client& client);
  bool consume(Client& client, std::string_view bytes);
  std::optional<std::size_t> open(Client& client, std::string_view bytes);
  void greet(Client& client);
  void sendMore();
  void count(std::string_view text);
  void countNumbered(const Numbered& message, std::size_t size);
  void send(Client& client, std::uint8_t opcode, std::string_view payload);
  void flush(Client& client);
  void watch(Client& client, bool wantsToWrite);
  void drop(Client& client);
  void fail(Client& client, std::uint64_t& reason, const std::string& text);
  void note(const Client& client, const std::string& text);
  void dropOverdue(std::int64_t now);
  void watchForAllOpen(std::int64_t now);
  bool nothingIsUnsent() const;
  bool isOver(std::int64_t now) const;

  const LoadOptions options_;
  const sockaddr_in server_;
  Random random_;
  int epoll_;
  Progress ownProgress_{};
  Progress& progress_;
  Tally tally_;
  Sending sending_{options_, random_, tally_};
  std::optional<TlsContext> tls_;       // nullopt where the bytes are plain
  std::unique_ptr<Inflater> inflater_;  // null where nothing may be compressed
  std::vector<Client> clients_;
  std::vector<char> buffer_;  // shared by all reads

  Client* reading_ = nullptr;  // whose bytes are being consumed
  std::int64_t readAt_ = 0;
  std::int64_t lastActivity_ = 0;
  std::int64_t nextSweep_ = 0;
  int notes_ = 0;
  std::atomic<bool> isStopped_{false};
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_LOAD_H_
