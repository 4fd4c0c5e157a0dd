#include "core/kept_identity.h"

#include <cstddef>
#include <memory>

#include "core/packing.h"

namespace fanfare::core {
namespace {

using Time = std::chrono::system_clock::time_point;

// What is asked for without unpacking the rest lies in front of it.
struct Front {
  bool hasEvidence;
  std::optional<Time> expiry;
  std::string_view user;
  std::string_view sessionKey;
};

void add(Packing& packing, Time time) { packing.addNumber(time.time_since_epoch().count()); }

Time takeTime(Unpacking& unpacking) {
  return Time(Time::duration(unpacking.takeNumber<Time::rep>()));
}

void addFront(Packing& packing, const Identity& identity) {
  packing.addNumber(identity.evidence.has_value());
  packing.addNumber(identity.expiry.has_value());
  if (identity.expiry) add(packing, *identity.expiry);
  packing.addText(identity.user);
  packing.addText(identity.sessionKey);
}

Front takeFront(Unpacking& unpacking) {
  Front front;
  front.hasEvidence = unpacking.takeNumber<bool>();
  if (unpacking.takeNumber<bool>()) front.expiry = takeTime(unpacking);
  front.user = unpacking.takeText();
  front.sessionKey = unpacking.takeText();
  return front;
}

Front frontOf(const Identity& identity) {
  return {identity.evidence.has_value(), identity.expiry, identity.user, identity.sessionKey};
}

void addRest(Packing& packing, const Identity& identity) {
  packing.addCount(identity.groups.size());
  for (const auto& group : identity.groups) packing.addText(group);
  packing.addCount(identity.attributes.size());
  for (const auto& [name, value] : identity.attributes) {
    packing.addText(name);
    packing.addText(value);
  }
  add(packing, identity.asOf);
  packing.addNumber(identity.onlyChannels.has_value());
  if (identity.onlyChannels) {
    packing.addCount(identity.onlyChannels->size());
    for (const auto& channel : *identity.onlyChannels) packing.addText(channel);
  }
  if (identity.evidence) {
    packing.addText(identity.evidence->resolver);
    packing.addText(identity.evidence->text);
  }
  packing.addText(identity.anonymousBecause);
}

void takeRest(Unpacking& unpacking, Identity& identity) {
  identity.groups.resize(unpacking.takeCount());
  for (auto& group : identity.groups) group = unpacking.takeText();
  for (std::size_t count = unpacking.takeCount(); count > 0; --count) {
    std::string name(unpacking.takeText());
    identity.attributes.emplace(std::move(name), unpacking.takeText());
  }
  identity.asOf = takeTime(unpacking);
  if (unpacking.takeNumber<bool>()) {
    identity.onlyChannels.emplace();
    for (std::size_t count = unpacking.takeCount(); count > 0; --count) {
      identity.onlyChannels->emplace(unpacking.takeText());
    }
  }
  if (identity.evidence) {
    identity.evidence->resolver = unpacking.takeText();
    identity.evidence->text = unpacking.takeText();
  }
  identity.anonymousBecause = unpacking.takeText();
}

IdentityPtr unpacked(const std::string& packed) {
  Unpacking unpacking(packed);
  const Front front = takeFront(unpacking);
  const auto identity = std::make_shared<Identity>();
  identity->user = front.user;
  identity->sessionKey = front.sessionKey;
  identity->expiry = front.expiry;
  if (front.hasEvidence) identity->evidence.emplace();
  takeRest(unpacking, *identity);
  return identity;
}

Front frontOf(const std::variant<IdentityPtr, std::string>& kept) {
  if (const auto* const identity = std::get_if<IdentityPtr>(&kept)) return frontOf(**identity);
  Unpacking unpacking(std::get<std::string>(kept));
  return takeFront(unpacking);
}

}  // namespace

void KeptIdentity::pack() {
  if (!std::holds_alternative<IdentityPtr>(kept_)) return;
  const IdentityPtr identity = std::get<IdentityPtr>(kept_);
  kept_ = packed([&identity](Packing& packing) {
    addFront(packing, *identity);
    addRest(packing, *identity);
  });
}

IdentityPtr KeptIdentity::get() const {
  if (const auto* const identity = std::get_if<IdentityPtr>(&kept_)) return *identity;
  return unpacked(std::get<std::string>(kept_));
}

std::string_view KeptIdentity::user() const { return frontOf(kept_).user; }
std::string_view KeptIdentity::sessionKey() const { return frontOf(kept_).sessionKey; }
std::optional<Time> KeptIdentity::expiry() const { return frontOf(kept_).expiry; }
bool KeptIdentity::hasEvidence() const { return frontOf(kept_).hasEvidence; }

}  // namespace fanfare::core
