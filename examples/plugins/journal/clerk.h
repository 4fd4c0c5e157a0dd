#ifndef JOURNAL_CLERK_H_
#define JOURNAL_CLERK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/broker_host.h"

#include "errands.h"
#include "journal.h"
#include "shelf.h"

namespace journal {

// What the clerk has to tell, on the broker's thread.
class ClerkListener {
 public:
  virtual ~ClerkListener() = default;

  virtual fanfare::BrokerListener& broker() = 0;

  // The journal was opened, for the time with that number; errands of another time are passed over.
  virtual void onOpened(std::uint64_t time) = 0;
};

// Keeps the journal for a broker, on a thread of its own, which may wait for files: writes what is
// published, reads what all have published, and has what is kept in its memory.
//
// Whatever fails with the journal loses the broker, until it can be opened again.
//
// Threads: the constructor, the destructor and ask() on the broker's; the rest on its own, for
// errands.
class Clerk {
 public:
  using Errand = std::function<void(Clerk&)>;

  // `host` and `listener` outlive it.
  Clerk(std::string directory, fanfare::BrokerHost& host, ClerkListener& listener);
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;
  ~Clerk();

  // Does `errand`, which belongs to that `time` and holds so many bytes, behind what it was asked
  // before. False if too much waits.
  [[nodiscard]] bool ask(std::uint64_t time, std::size_t bytes, Errand errand);

  void write(const std::vector<Entry>& entries);
  void read() { read(*journal_); }
  const fanfare::MessagePtr* kept(const std::string& key) const { return messages_.find(key); }
  const Time* stamped(const std::string& name) const { return stamps_.find(name); }
  void subscribe(const fanfare::Channel& channel) { channels_.emplace(channel.key(), channel); }
  void unsubscribe(const fanfare::Channel& channel) { channels_.erase(std::string(channel.key())); }
  void subscribeTopic(const std::string& topic) { topics_.insert(topic); }
  void unsubscribeTopic(const std::string& topic) { topics_.erase(topic); }

  // Says it on the broker's thread, in order.
  void say(std::function<void()> words) { said_.push_back(std::move(words)); }

 private:
  void run();
  void work();
  void wait() const;
  void open();
  void lose(const std::string& why);
  void read(Journal& journal);
  void take(Entry entry);
  void takeMessage(Entry entry);
  std::vector<Entry> whatIsKept() const;
  void handOver();

  const std::string directory_;
  fanfare::BrokerHost& host_;
  ClerkListener& listener_;
  Errands errands_;

  // The clerk's thread.
  std::uint64_t time_ = 0;  // counts how often the journal was opened
  std::unique_ptr<Journal> journal_;
  Descriptor changes_;  // of the directory
  int again_ = 0;       // milliseconds after which to open the journal again
  std::string complaint_;
  Shelf<fanfare::MessagePtr> messages_;
  Shelf<Time> stamps_;
  std::unordered_map<std::string, fanfare::Channel> channels_;  // subscribed
  std::unordered_set<std::string> topics_;                      // subscribed
  std::vector<std::function<void()>> said_;                     // to be handed over

  std::thread thread_;  // the last: it uses all of the others
};

}  // namespace journal

#endif  // JOURNAL_CLERK_H_
