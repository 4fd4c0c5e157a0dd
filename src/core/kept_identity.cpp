#include "core/kept_identity.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::core {
namespace {

using Time = std::chrono::system_clock::time_point;

// What there is of what not all have.
constexpr std::uint8_t kExpiry = 1;
constexpr std::uint8_t kOnlyChannels = 2;
constexpr std::uint8_t kEvidence = 4;
constexpr std::uint8_t kEvidenceIsSession = 8;  // its text is the session's key
constexpr std::uint8_t kGroups = 16;
constexpr std::uint8_t kAttributes = 32;
constexpr std::uint8_t kAsOf = 64;
constexpr std::uint8_t kAnonymousBecause = 128;

// What is asked for without unpacking the rest lies in front of it.
struct Front {
  std::uint8_t has;
  std::optional<Time> expiry;
  std::string_view user;
  std::string_view sessionKey;
  std::string_view resolver;  // these two of the evidence
  std::string_view text;
};

std::uint8_t partsOf(const Identity& identity) {
  const bool isSession = identity.evidence && identity.evidence->text == identity.sessionKey;
  const int parts = (identity.expiry ? kExpiry : 0) | (identity.onlyChannels ? kOnlyChannels : 0) |
                    (identity.evidence ? kEvidence : 0) | (isSession ? kEvidenceIsSession : 0) |
                    (identity.groups.empty() ? 0 : kGroups) |
                    (identity.attributes.empty() ? 0 : kAttributes) |
                    (identity.asOf == Time() ? 0 : kAsOf) |
                    (identity.anonymousBecause.empty() ? 0 : kAnonymousBecause);
  return static_cast<std::uint8_t>(parts);
}

void add(Packing& packing, Time time) { packing.addNumber(time.time_since_epoch().count()); }

Time takeTime(Unpacking& unpacking) {
  return Time(Time::duration(unpacking.takeNumber<Time::rep>()));
}

void addFront(Packing& packing, const Identity& identity) {
  const std::uint8_t has = partsOf(identity);
  packing.addNumber(has);
  if (identity.expiry) add(packing, *identity.expiry);
  packing.addText(identity.user);
  packing.addText(identity.sessionKey);
  if (identity.evidence) packing.addText(identity.evidence->resolver);
  if (identity.evidence && (has & kEvidenceIsSession) == 0) {
    packing.addText(identity.evidence->text);
  }
}

Front takeFront(Unpacking& unpacking) {
  Front front{unpacking.takeNumber<std::uint8_t>(), {}, {}, {}, {}, {}};
  if ((front.has & kExpiry) != 0) front.expiry = takeTime(unpacking);
  front.user = unpacking.takeText();
  front.sessionKey = unpacking.takeText();
  if ((front.has & kEvidence) == 0) return front;
  front.resolver = unpacking.takeText();
  front.text = (front.has & kEvidenceIsSession) != 0 ? front.sessionKey : unpacking.takeText();
  return front;
}

Front frontOf(const PackedBytes& packed) {
  if (packed.size() == 0) return {};
  Unpacking unpacking(packed.bytes());
  return takeFront(unpacking);
}

void addGroups(Packing& packing, const std::vector<std::string>& groups) {
  packing.addCount(groups.size());
  for (const auto& group : groups) packing.addText(group);
}

void addAttributes(Packing& packing, const std::map<std::string, std::string>& attributes) {
  packing.addCount(attributes.size());
  for (const auto& [name, value] : attributes) {
    packing.addText(name);
    packing.addText(value);
  }
}

void addRest(Packing& packing, const Identity& identity) {
  const std::uint8_t has = partsOf(identity);
  if ((has & kGroups) != 0) addGroups(packing, identity.groups);
  if ((has & kAttributes) != 0) addAttributes(packing, identity.attributes);
  if ((has & kAsOf) != 0) add(packing, identity.asOf);
  if (identity.onlyChannels) {
    packing.addCount(identity.onlyChannels->size());
    for (const auto& channel : *identity.onlyChannels) packing.addText(channel);
  }
  if ((has & kAnonymousBecause) != 0) packing.addText(identity.anonymousBecause);
}

void takeGroups(Unpacking& unpacking, std::vector<std::string>& groups) {
  groups.resize(unpacking.takeCount());
  for (auto& group : groups) group = unpacking.takeText();
}

void takeAttributes(Unpacking& unpacking, std::map<std::string, std::string>& attributes) {
  for (std::size_t count = unpacking.takeCount(); count > 0; --count) {
    std::string name(unpacking.takeText());
    attributes.emplace(std::move(name), unpacking.takeText());
  }
}

void takeRest(Unpacking& unpacking, std::uint8_t has, Identity& identity) {
  if ((has & kGroups) != 0) takeGroups(unpacking, identity.groups);
  if ((has & kAttributes) != 0) takeAttributes(unpacking, identity.attributes);
  if ((has & kAsOf) != 0) identity.asOf = takeTime(unpacking);
  if (identity.onlyChannels) {
    for (std::size_t count = unpacking.takeCount(); count > 0; --count) {
      identity.onlyChannels->emplace(unpacking.takeText());
    }
  }
  if ((has & kAnonymousBecause) != 0) identity.anonymousBecause = unpacking.takeText();
}

Evidence evidenceIn(const Front& front) {
  return {std::string(front.resolver), std::string(front.text)};
}

}  // namespace

KeptIdentity::KeptIdentity(const Identity& identity)
    : packed_(packed([&identity](Packing& packing) {
        addFront(packing, identity);
        addRest(packing, identity);
      })) {}

IdentityPtr KeptIdentity::get() const {
  auto identity = std::make_shared<Identity>();
  if (packed_.size() == 0) return identity;
  Unpacking unpacking(packed_.bytes());
  const Front front = takeFront(unpacking);
  identity->user = front.user;
  identity->sessionKey = front.sessionKey;
  identity->expiry = front.expiry;
  if ((front.has & kEvidence) != 0) identity->evidence = evidenceIn(front);
  if ((front.has & kOnlyChannels) != 0) identity->onlyChannels.emplace();
  takeRest(unpacking, front.has, *identity);
  return identity;
}

std::string_view KeptIdentity::user() const { return frontOf(packed_).user; }
std::string_view KeptIdentity::sessionKey() const { return frontOf(packed_).sessionKey; }
std::optional<Time> KeptIdentity::expiry() const { return frontOf(packed_).expiry; }
bool KeptIdentity::hasEvidence() const { return (frontOf(packed_).has & kEvidence) != 0; }

std::string KeptIdentity::key() const {
  return hasEvidence() ? keyOf(evidenceIn(frontOf(packed_))) : keyOf(*get());
}

}  // namespace fanfare::core
